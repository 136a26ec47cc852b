package org.genhowto.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.genhowto.generator.batching.BatchLimit;
import org.genhowto.generator.batching.StepBatch;
import org.genhowto.generator.sampling.GenHowTo;
import org.genhowto.generator.sampling.GenHowToTest;
import org.genhowto.generator.sampling.GenerationListener;
import org.genhowto.generator.sampling.Glimpse;
import org.genhowto.generator.sampling.NoiseSource;
import org.genhowto.generator.sampling.Prompt;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.generator.sampling.Trajectory;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.schemas.Priority;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StepServiceTest {
  private final NDManager manager = NDManager.newBaseManager();
  private final GenHowTo generator = new GenHowTo(SmallModels.diffusion(manager, SmallModels.UNET));
  private final StepBatch batch = new StepBatch(BatchLimit.none());

  /** Who took each step, by number. */
  private final List<List<Integer>> steps = Collections.synchronizedList(new ArrayList<>());

  private final List<Trajectory> known = Collections.synchronizedList(new ArrayList<>());
  private Consumer<List<Trajectory>> before = together -> {};
  private StepService service = new StepService("none", together -> {}, 1);

  @AfterEach
  void close() {
    service.close();
    known.forEach(Trajectory::close);
    manager.close();
  }

  @Test
  void requests_join_between_steps_and_leave_when_they_are_finished() throws Exception {
    CountDownLatch joined = new CountDownLatch(1);
    before = together -> await(joined);
    service = service(4);
    Trajectory first = trajectory(3);
    Trajectory second = trajectory(1);
    CompletableFuture<Boolean> one = finish(first, Priority.NORMAL, GenerationListener.NONE);
    awaitSize(1);
    CompletableFuture<Boolean> two = finish(second, Priority.NORMAL, GenerationListener.NONE);
    awaitSize(2);
    joined.countDown();

    assertThat(one.get(1, TimeUnit.MINUTES)).isTrue();
    assertThat(two.get(1, TimeUnit.MINUTES)).isTrue();
    assertThat(steps).containsExactly(List.of(0), List.of(0, 1), List.of(0));
  }

  @Test
  void the_more_urgent_takes_the_place_of_another_which_goes_on_later() throws Exception {
    CountDownLatch joined = new CountDownLatch(1);
    before = together -> await(joined);
    service = service(1);
    CompletableFuture<Boolean> normal =
        finish(trajectory(3), Priority.NORMAL, GenerationListener.NONE);
    awaitSize(1);
    CompletableFuture<Boolean> high = finish(trajectory(2), Priority.HIGH, GenerationListener.NONE);
    awaitSize(2);
    joined.countDown();

    assertThat(high.get(1, TimeUnit.MINUTES)).isTrue();
    assertThat(normal.get(1, TimeUnit.MINUTES)).isTrue();
    assertThat(steps).containsExactly(List.of(0), List.of(1), List.of(1), List.of(0), List.of(0));
  }

  @Test
  void a_cancelled_request_takes_no_further_step() throws Exception {
    service = service(2);
    Cancelling listener = new Cancelling(2);

    assertThat(finish(trajectory(5), Priority.NORMAL, listener).get(1, TimeUnit.MINUTES)).isFalse();

    assertThat(steps).hasSize(2);
    assertThat(service.size()).isZero();
  }

  @Test
  void all_trajectories_of_a_request_step_together_until_each_is_finished() throws Exception {
    service = service(1);
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    GenerationListener listener =
        new GenerationListener() {
          @Override
          public void denoised(int done, int total) {
            told.add(done + "/" + total);
          }

          @Override
          public boolean cancels() {
            return false;
          }
        };
    List<Trajectory> sweep = List.of(trajectory(1), trajectory(3), trajectory(2));

    assertThat(finish(sweep, Priority.NORMAL, listener).get(1, TimeUnit.MINUTES)).isTrue();

    assertThat(steps).containsExactly(List.of(0, 1, 2), List.of(1, 2), List.of(1));
    assertThat(told).containsExactly("1/3", "2/3", "3/3");
    assertThat(sweep).allMatch(Trajectory::finished);
  }

  @Test
  void a_cancel_ends_all_trajectories_of_a_request_within_a_step() throws Exception {
    service = service(4);
    List<Trajectory> sweep = List.of(trajectory(5), trajectory(9));

    assertThat(finish(sweep, Priority.NORMAL, new Cancelling(2)).get(1, TimeUnit.MINUTES))
        .isFalse();

    assertThat(sweep).extracting(Trajectory::stepsDone).containsOnly(2);
    assertThat(steps).containsExactly(List.of(0, 1), List.of(0, 1));
  }

  @Test
  void who_waits_sees_the_image_come_along_while_steps_go_on() throws Exception {
    service = service(1);
    CountDownLatch end = new CountDownLatch(1);
    Looking listener = new Looking(2, end);
    Trajectory drawn = trajectory(6);
    CompletableFuture<Boolean> finished = finish(drawn, Priority.NORMAL, listener);
    while (steps.size() < 6) { // Nobody draws yet: the first glimpse is still looked at.
      Thread.onSpinWait();
    }
    end.countDown();

    assertThat(finished.get(1, TimeUnit.MINUTES)).isTrue();
    assertThat(listener.seen).isNotEmpty().allMatch(image -> image.width() == 32);
    assertThat(listener.asked).containsExactly(1, 2, 3, 4, 5);
    assertThat(listener.threads).doesNotContain("test-steps");
  }

  @Test
  void only_the_request_that_fails_is_thrown_at() throws Exception {
    CountDownLatch joined = new CountDownLatch(1);
    Trajectory bad = trajectory(2);
    before =
        together -> {
          await(joined);
          if (together.contains(bad)) {
            throw new IllegalArgumentException("bad");
          }
        };
    service = service(2);
    CompletableFuture<Boolean> good =
        finish(trajectory(2), Priority.NORMAL, GenerationListener.NONE);
    awaitSize(1);
    CompletableFuture<Boolean> failing = finish(bad, Priority.NORMAL, GenerationListener.NONE);
    awaitSize(2);
    joined.countDown();

    assertThat(good.get(1, TimeUnit.MINUTES)).isTrue();
    assertThatThrownBy(() -> failing.get(1, TimeUnit.MINUTES)).hasRootCauseMessage("bad");
    assertThat(service.failure()).isEmpty();
  }

  @Test
  void closing_ends_those_on_their_way() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    before = together -> begun.countDown();
    service = service(1);
    CompletableFuture<Boolean> one =
        finish(trajectory(500), Priority.NORMAL, GenerationListener.NONE);
    begun.await();
    service.close();
    assertThat(one.get(1, TimeUnit.MINUTES)).isFalse();
  }

  private StepService service(int most) {
    StepService made =
        new StepService(
            "test",
            together -> {
              before.accept(together);
              steps.add(together.stream().map(known::indexOf).sorted().toList());
              batch.step(together);
            },
            most);
    made.start();
    return made;
  }

  private Trajectory trajectory(int left) {
    Trajectory made =
        generator.begin(
            GenHowToTest.picture(8, 8, 1),
            Prompt.of("a cup"),
            new SamplingSettings(left + 1, 1, 2),
            List.of(NoiseSource.seeded(known.size())));
    known.add(made);
    return made;
  }

  private CompletableFuture<Boolean> finish(
      Trajectory trajectory, Priority priority, GenerationListener listener) {
    return finish(List.of(trajectory), priority, listener);
  }

  private CompletableFuture<Boolean> finish(
      List<Trajectory> trajectories, Priority priority, GenerationListener listener) {
    CompletableFuture<Boolean> end = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                end.complete(service.finish(trajectories, priority, listener));
              } catch (InterruptedException | RuntimeException e) {
                end.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return end;
  }

  private void awaitSize(int size) {
    while (service.size() < size) {
      Thread.onSpinWait();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks every so many steps, and at its first look waits for the end. */
  private static final class Looking implements GenerationListener {
    final List<RgbImage> seen = Collections.synchronizedList(new ArrayList<>());
    final List<String> threads = Collections.synchronizedList(new ArrayList<>());
    final List<Integer> asked = Collections.synchronizedList(new ArrayList<>());
    private final int every;
    private final CountDownLatch end;

    Looking(int every, CountDownLatch end) {
      this.every = every;
      this.end = end;
    }

    @Override
    public void denoised(int steps, int total) {}

    @Override
    public boolean looks(int steps, int total) {
      asked.add(steps);
      return steps % every == 0;
    }

    @Override
    public void see(Glimpse glimpse) {
      await(end);
      threads.add(Thread.currentThread().getName());
      seen.add(glimpse.draw());
    }

    @Override
    public boolean cancels() {
      return false;
    }
  }

  /** Cancels after some steps. */
  private static final class Cancelling implements GenerationListener {
    private final int after;
    private volatile int done;

    Cancelling(int after) {
      this.after = after;
    }

    @Override
    public void denoised(int steps, int total) {
      done = steps;
    }

    @Override
    public boolean cancels() {
      return done >= after;
    }
  }
}
