package org.genhowto.generator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.genhowto.generator.sampling.GenerationListener;
import org.genhowto.generator.sampling.Glimpse;
import org.genhowto.generator.sampling.Trajectory;
import org.genhowto.runtime.worker.WorkerComponent;
import org.genhowto.schemas.Priority;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a device that takes steps. Requests join between two steps and leave when they
 * are finished or cancelled; of those there are, the most urgent and then the oldest share a step,
 * as many as fit, and the others wait where they are. All trajectories of a request step together
 * until each is finished.
 */
final class StepService implements WorkerComponent {
  private static final Comparator<Ride> ORDER =
      Comparator.comparing((Ride ride) -> ride.priority)
          .reversed()
          .thenComparing(ride -> ride.number);

  private final Consumer<List<Trajectory>> step;
  private final int most;
  private final List<Ride> rides = new ArrayList<>();
  private final Thread thread;
  private long numbers;
  private boolean closed;
  private volatile @Nullable Throwable failure;

  /** A request on its way. */
  private static final class Ride {
    final List<Trajectory> trajectories;
    final Priority priority;
    final GenerationListener listener;
    final long number;
    boolean stepping;
    boolean gone;
    @Nullable RuntimeException thrown;
    @Nullable Glimpse unseen;

    Ride(
        List<Trajectory> trajectories,
        Priority priority,
        GenerationListener listener,
        long number) {
      this.trajectories = List.copyOf(trajectories);
      this.priority = priority;
      this.listener = listener;
      this.number = number;
    }

    List<Trajectory> unfinished() {
      return trajectories.stream().filter(each -> !each.finished()).toList();
    }

    boolean finished() {
      return trajectories.stream().allMatch(Trajectory::finished);
    }

    int images() {
      return unfinished().stream().mapToInt(Trajectory::images).sum();
    }

    /** What is left to the trajectory that is behind all others, of the longest one's steps. */
    int stepsDone() {
      return stepsTotal()
          - trajectories.stream()
              .mapToInt(each -> each.stepsTotal() - each.stepsDone())
              .max()
              .orElse(0);
    }

    int stepsTotal() {
      return trajectories.stream().mapToInt(Trajectory::stepsTotal).max().orElse(0);
    }
  }

  /**
   * @param step takes one step of each
   * @param most images that share a step; a request of more has it alone
   */
  StepService(String name, Consumer<List<Trajectory>> step, int most) {
    this.step = step;
    this.most = most;
    this.thread = new Thread(this::run, name + "-steps");
    thread.setDaemon(true);
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  /**
   * Takes the trajectories of a request to their end, and returns then.
   *
   * @return false where the listener cancelled, or the service closed
   * @throws RuntimeException what a step of one of them failed with
   */
  boolean finish(List<Trajectory> trajectories, Priority priority, GenerationListener listener)
      throws InterruptedException {
    Ride ride = join(trajectories, priority, listener);
    try {
      Glimpse next = await(ride);
      while (next != null) {
        try (Glimpse glimpse = next) {
          listener.see(glimpse);
        }
        next = await(ride);
      }
    } finally {
      leave(ride);
    }
    if (ride.thrown != null) {
      throw ride.thrown;
    }
    return ride.finished();
  }

  private synchronized Ride join(
      List<Trajectory> trajectories, Priority priority, GenerationListener listener) {
    Ride ride = new Ride(trajectories, priority, listener, numbers++);
    rides.add(ride);
    notifyAll();
    return ride;
  }

  /** Something to see; null once the request is at its end. */
  private synchronized @Nullable Glimpse await(Ride ride) throws InterruptedException {
    while (!ride.gone && !closed) {
      if (ride.unseen != null) {
        Glimpse glimpse = ride.unseen;
        ride.unseen = null;
        return glimpse;
      }
      wait();
    }
    return null;
  }

  /** How many requests are on their way. */
  synchronized int size() {
    return rides.size();
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whoever leaves frees tensors next, so no step may be using them. */
  private synchronized void leave(Ride ride) {
    boolean interrupted = false;
    while (ride.stepping) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    rides.remove(ride);
    if (ride.unseen != null) {
      ride.unseen.close();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // The broad catch of a thread: who watches the worker is told of what ended it.
  @SuppressWarnings("CatchingUnchecked")
  private void run() {
    try {
      for (List<Ride> next = next(); !next.isEmpty(); next = next()) {
        take(next);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      failure = e;
      synchronized (this) {
        closed = true;
        rides.forEach(ride -> ride.stepping = false);
        notifyAll();
      }
    }
  }

  /** Those that share the next step; none where the service closes. */
  private synchronized List<Ride> next() throws InterruptedException {
    while (true) {
      if (closed) {
        return List.of();
      }
      for (Ride ride : rides) {
        if (!ride.gone && ride.listener.cancels()) {
          end(ride);
        }
      }
      List<Ride> chosen = choose();
      if (!chosen.isEmpty()) {
        chosen.forEach(ride -> ride.stepping = true);
        return chosen;
      }
      wait();
    }
  }

  private List<Ride> choose() {
    List<Ride> chosen = new ArrayList<>();
    int images = 0;
    for (Ride ride : rides.stream().filter(each -> !each.gone).sorted(ORDER).toList()) {
      int more = ride.images();
      if (chosen.isEmpty() || images + more <= most) {
        chosen.add(ride);
        images += more;
      }
    }
    return chosen;
  }

  private void take(List<Ride> together) {
    try {
      step.accept(together.stream().flatMap(ride -> ride.unfinished().stream()).toList());
    } catch (RuntimeException e) {
      alone(together);
    }
    for (Ride ride : together) {
      if (ride.thrown == null) {
        tell(ride);
      }
    }
    synchronized (this) {
      for (Ride ride : together) {
        ride.stepping = false;
        if (ride.thrown != null || ride.finished()) {
          end(ride);
        }
      }
      notifyAll();
    }
  }

  private void tell(Ride ride) {
    int done = ride.stepsDone();
    int total = ride.stepsTotal();
    ride.listener.denoised(done, total);
    if (!ride.finished() && ride.listener.looks(done, total)) {
      ride.trajectories.get(0).glimpse(0).ifPresent(glimpse -> show(ride, glimpse));
    }
  }

  private synchronized void show(Ride ride, Glimpse glimpse) {
    if (ride.unseen != null) {
      ride.unseen.close();
    }
    ride.unseen = glimpse;
    notifyAll();
  }

  /** After a failure each takes its step by itself, so that only whoever caused it fails. */
  private void alone(List<Ride> together) {
    for (Ride ride : together) {
      try {
        if (!ride.finished()) {
          step.accept(ride.unfinished());
        }
      } catch (RuntimeException e) {
        ride.thrown = e;
      }
    }
  }

  private void end(Ride ride) {
    ride.gone = true;
    notifyAll();
  }
}
