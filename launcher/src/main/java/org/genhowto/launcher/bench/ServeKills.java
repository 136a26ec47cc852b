package org.genhowto.launcher.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.genhowto.launcher.bench.ServeWatch.Life;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.schemas.GenerationStatus;

/** Requests while generators are killed, and the same requests undisturbed. */
record ServeKills(int requests, int steps, Duration every, long seed) {

  /**
   * What came of all requests.
   *
   * @param images one for each request, in order
   * @param results in all; as many as requests where none is lost or doubled
   * @param work how often a worker began a request, and what all of them did
   * @param seconds of wall time
   * @param cpu seconds of gateway and generators, those that were killed too
   */
  record Run(
      List<RgbImage> images, Answers results, Work work, int kills, double seconds, double cpu) {
    Run {
      images = List.copyOf(images);
    }
  }

  /**
   * Results there are.
   *
   * @param all of them
   * @param ids that have one
   */
  record Answers(int all, int ids) {}

  /**
   * What workers did.
   *
   * @param begun how often one of them began a request
   * @param steps that they said they had taken, of all attempts
   */
  record Work(int begun, int steps) {
    static Work of(List<Life> lives) {
      int begun = 0;
      int steps = 0;
      for (Life life : lives) {
        Map<String, Integer> attempts = new HashMap<>();
        for (ServeWatch.Step step : life.steps()) {
          attempts.merge(step.worker() + "/" + step.attempt(), step.done(), Math::max);
        }
        begun += attempts.size();
        steps += attempts.values().stream().mapToInt(Integer::intValue).sum();
      }
      return new Work(begun, steps);
    }

    /** Requests' worth of steps that were taken for nothing. */
    double twice(int requests, int steps) {
      return (this.steps - requests * steps) / (double) steps;
    }
  }

  /**
   * @param kills whether generators are killed
   */
  Run run(ServeBed bed, ServeClient client, boolean kills)
      throws IOException, InterruptedException {
    List<String> ids = new ArrayList<>();
    long begin = System.nanoTime();
    double before = bed.cpuSeconds();
    for (int i = 0; i < requests; i++) {
      String id = "kill-" + i;
      long noise = i;
      ids.add(id);
      client.ask(id, steps, request -> request.setSeed(noise));
    }
    int killed = kills ? kill(bed, client, ids) : 0;
    List<Life> ends = client.ends(ids);
    double seconds = (System.nanoTime() - begin) / 1e9;
    double cpu = bed.cpuSeconds() - before;
    TimeUnit.SECONDS.sleep(2); // A second result would come now.
    List<Life> lives = ids.stream().map(client.watch()::of).toList();
    return new Run(
        images(bed.platform().blobs(), ends),
        new Answers(
            lives.stream().mapToInt(Life::results).sum(),
            (int) lives.stream().filter(Life::over).count()),
        Work.of(lives),
        killed,
        seconds,
        cpu);
  }

  /** Kills one that works: on a busy machine a start may take longer than until the next kill. */
  private int kill(ServeBed bed, ServeClient client, List<String> ids)
      throws IOException, InterruptedException {
    Random random = new Random(seed);
    int kills = 0;
    TimeUnit.NANOSECONDS.sleep(every.toNanos());
    while (ids.stream().anyMatch(id -> !client.watch().of(id).over())) {
      List<Integer> ready = bed.ready();
      if (!ready.isEmpty()) {
        bed.killGenerator(ready.get(random.nextInt(ready.size())));
        kills++;
      }
      TimeUnit.NANOSECONDS.sleep(every.toNanos());
    }
    return kills;
  }

  private static List<RgbImage> images(BlobStore blobs, List<Life> ends) throws IOException {
    List<RgbImage> images = new ArrayList<>();
    for (Life life : ends) {
      if (life.status() != GenerationStatus.SUCCEEDED) {
        throw new IOException("a request ended otherwise than well: " + life);
      }
      try {
        images.add(Images.decode(blobs.read(life.images().get(0)), 1 << 20));
      } catch (Images.UnreadableImageException e) {
        throw new IOException("a result cannot be read", e);
      }
    }
    return images;
  }

  /** The largest difference of two runs' images, in levels of 256. */
  static int difference(Run one, Run other) {
    int most = 0;
    for (int i = 0; i < one.images().size(); i++) {
      byte[] left = one.images().get(i).rgb();
      byte[] right = other.images().get(i).rgb();
      for (int k = 0; k < left.length; k++) {
        most = Math.max(most, Math.abs((left[k] & 0xff) - (right[k] & 0xff)));
      }
    }
    return most;
  }
}
