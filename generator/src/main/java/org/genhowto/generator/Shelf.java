package org.genhowto.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The weights of one network in memory: the first serves, and those that served before are kept for
 * requests that pin them, up to a number; beside them may lie a candidate, for requests that pin
 * it. Weights that are taken off the shelf are freed when the last request that is made with them
 * ends, so that none is dropped in the middle.
 */
final class Shelf implements AutoCloseable {
  private final int kept;
  private final List<Slot> slots = new ArrayList<>();
  private Optional<Slot> candidate = Optional.empty();

  /**
   * Weights in memory.
   *
   * @param name what a release calls them; the model's version has the base model's beside it
   * @param sha256 of their files
   * @param freeing frees them, without which they stay in memory
   */
  record Loaded(String name, String sha256, ServedModel model, Runnable freeing) {
    /** Weights of one key are the same, under the same name. */
    String key() {
      return name + " " + sha256;
    }

    boolean answersTo(String version) {
      return version.equals(name) || version.equals(model.version());
    }
  }

  /** Weights and how many requests are made with them. */
  private static final class Slot {
    final Loaded loaded;
    int users;
    boolean gone;

    Slot(Loaded loaded) {
      this.loaded = loaded;
    }

    void freeIfUnused() {
      if (gone && users == 0) {
        free(loaded);
      }
    }
  }

  /**
   * @param kept how many are kept that served before
   */
  Shelf(int kept, Loaded first) {
    this.kept = kept;
    slots.add(new Slot(first));
  }

  /**
   * The weights that serve, or those that are pinned.
   *
   * @throws RefusedException what is pinned is not there
   */
  synchronized Models.Held hold(Optional<String> pinned) throws RefusedException {
    Slot slot = pinned.isEmpty() ? slots.get(0) : pinned(pinned.get());
    slot.users++;
    return new Models.Held() {
      private boolean closed;

      @Override
      public ServedModel model() {
        return slot.loaded.model();
      }

      @Override
      public void close() {
        synchronized (Shelf.this) {
          if (!closed) {
            closed = true;
            slot.users--;
            slot.freeIfUnused();
          }
        }
      }
    };
  }

  private Slot pinned(String version) throws RefusedException {
    return Stream.concat(slots.stream(), candidate.stream())
        .filter(slot -> slot.loaded.answersTo(version))
        .findFirst()
        .orElseThrow(
            () ->
                new RefusedException(
                    "modelVersion is '%s', expected %s"
                        .formatted(version, String.join(" or ", offered()))));
  }

  private List<String> offered() {
    List<String> offered = new ArrayList<>();
    for (Slot slot : slots) {
      offered.add(
          "'%s', which %s"
              .formatted(
                  slot.loaded.model().version(),
                  offered.isEmpty() ? "is in service" : "was before"));
    }
    candidate.ifPresent(
        slot -> offered.add("'%s', which is a candidate".formatted(slot.loaded.model().version())));
    return offered;
  }

  /** Puts weights in service. */
  synchronized void serve(Loaded next) {
    slots.add(0, new Slot(next));
    trim();
  }

  private void trim() {
    while (slots.size() > 1 + kept) {
      takeOff(slots.remove(slots.size() - 1));
    }
  }

  /** Puts weights beside those in service, in place of an earlier candidate. */
  synchronized void offer(Loaded next) {
    withdraw();
    candidate = Optional.of(new Slot(next));
  }

  /** Has weights be the candidate that are there already; says whether they are. */
  synchronized boolean offerAgain(String key) {
    if (slots.get(0).loaded.key().equals(key)) {
      withdraw(); // They can be asked for as it is.
      return true;
    }
    return candidate.filter(slot -> slot.loaded.key().equals(key)).isPresent();
  }

  /** There is no candidate any more. */
  synchronized void withdraw() {
    candidate.ifPresent(Shelf::takeOff);
    candidate = Optional.empty();
  }

  /** Puts weights in service that are there already; says whether they are. */
  synchronized boolean serveAgain(String key) {
    if (candidate.filter(slot -> slot.loaded.key().equals(key)).isPresent()) {
      slots.add(0, candidate.get());
      candidate = Optional.empty();
      trim();
      return true;
    }
    for (Slot slot : slots) {
      if (slot.loaded.key().equals(key)) {
        slots.remove(slot);
        slots.add(0, slot);
        return true;
      }
    }
    return false;
  }

  synchronized String serving() {
    return slots.get(0).loaded.model().version();
  }

  /** Nobody makes anything with them any more. */
  @Override
  public synchronized void close() {
    withdraw();
    slots.forEach(Shelf::takeOff);
    slots.clear();
  }

  private static void takeOff(Slot slot) {
    slot.gone = true;
    slot.freeIfUnused();
  }

  static void free(Loaded loaded) {
    loaded.freeing().run();
  }
}
