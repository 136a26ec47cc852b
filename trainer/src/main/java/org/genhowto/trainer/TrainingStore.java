package org.genhowto.trainer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.genhowto.networks.model.TrainingFiles;
import org.genhowto.runtime.blob.ObjectStore;
import org.genhowto.runtime.blob.ObjectStore.Found;
import org.genhowto.runtime.blob.ObjectStore.Listed;
import org.genhowto.runtime.json.Json;

/**
 * Checkpoints and leases of trainings as objects of a store, so that any machine can go on.
 *
 * <p>A lease keeps two trainers from the same work. Where it fails to, for a clock that is wrong or
 * a process that slept, nothing is lost: the same request gives the same bits.
 */
final class TrainingStore implements AutoCloseable {
  private static final String LEASE = "/lease.json";
  private static final String CHECKPOINT = "/checkpoint.json";
  private static final String STATE = "/state-%09d.safetensors";

  private final ObjectStore objects;

  /**
   * @param objects belongs to this from now on
   */
  TrainingStore(ObjectStore objects) {
    this.objects = objects;
  }

  /**
   * Who works on a training.
   *
   * @param until milliseconds since 1970
   */
  record Lease(String holder, long until) {}

  /**
   * How far a training has come.
   *
   * @param state name of the object with its state
   * @param curve how the loss fell, as a loss curve's file has it
   * @param seconds of training so far
   */
  record Checkpoint(long step, String state, String curve, double seconds) {}

  /**
   * Takes or renews the lease of a training.
   *
   * @return whether it is the holder's now
   */
  boolean take(String id, String holder, Instant now, Duration length) throws IOException {
    Optional<Found> found = objects.find(id + LEASE);
    if (found.isPresent()) {
      Lease lease = Json.PLAIN.readValue(found.get().bytes(), Lease.class);
      if (!lease.holder().equals(holder) && lease.until() > now.toEpochMilli()) {
        return false;
      }
    }
    Lease mine = new Lease(holder, now.plus(length).toEpochMilli());
    return objects.replace(id + LEASE, Json.PLAIN.writeValueAsBytes(mine), found.map(Found::tag));
  }

  /** Gives a lease back, so that another trainer need not wait for its end. */
  void release(String id, String holder) throws IOException {
    Optional<Found> found = objects.find(id + LEASE);
    if (found.isPresent()
        && Json.PLAIN.readValue(found.get().bytes(), Lease.class).holder().equals(holder)) {
      objects.replace(
          id + LEASE, Json.PLAIN.writeValueAsBytes(new Lease(holder, 0)), found.map(Found::tag));
    }
  }

  Optional<Checkpoint> checkpoint(String id) throws IOException {
    Optional<Found> found = objects.find(id + CHECKPOINT);
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(Json.PLAIN.readValue(found.get().bytes(), Checkpoint.class));
  }

  /** Puts a training's state in its folder as the newest checkpoint has it, where there is one. */
  Optional<Checkpoint> restore(String id, TrainingFiles files) throws IOException {
    Optional<Checkpoint> checkpoint = checkpoint(id);
    if (checkpoint.isPresent()) {
      Files.createDirectories(files.state().toAbsolutePath().getParent());
      Path growing = files.state().resolveSibling("growing.safetensors");
      try (InputStream in = objects.open(checkpoint.get().state(), 0)) {
        Files.copy(in, growing, StandardCopyOption.REPLACE_EXISTING);
      }
      Files.move(growing, files.state(), StandardCopyOption.REPLACE_EXISTING);
      Files.writeString(files.curve(), checkpoint.get().curve());
    }
    return checkpoint;
  }

  /** Keeps a training's state; older ones go. */
  void save(String id, TrainingFiles files, long step, double seconds) throws IOException {
    String state = id + STATE.formatted(step);
    objects.create(state, files.state());
    String curve = Files.exists(files.curve()) ? Files.readString(files.curve()) : "";
    byte[] bytes =
        Json.PLAIN
            .writeValueAsString(new Checkpoint(step, state, curve, seconds))
            .getBytes(StandardCharsets.UTF_8);
    while (true) {
      Optional<Found> found = objects.find(id + CHECKPOINT);
      if (found.isPresent()
          && Json.PLAIN.readValue(found.get().bytes(), Checkpoint.class).step() > step) {
        return;
      }
      if (objects.replace(id + CHECKPOINT, bytes, found.map(Found::tag))) {
        break;
      }
    }
    for (Listed listed : objects.list(id + "/state-")) {
      if (listed.name().compareTo(state) < 0) {
        objects.delete(listed.name());
      }
    }
  }

  /** Forgets a training that has ended. */
  void clear(String id) throws IOException {
    for (Listed listed : objects.list(id + "/")) {
      objects.delete(listed.name());
    }
  }

  @Override
  public void close() {
    objects.close();
  }

  @Override
  public String toString() {
    return objects.toString();
  }
}
