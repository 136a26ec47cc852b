package org.genhowto.launcher.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
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
   * @param begun how often a worker began a request
   */
  record Run(List<RgbImage> images, int results, int begun, int kills, double seconds) {
    Run {
      images = List.copyOf(images);
    }
  }

  /**
   * @param generators how many there are to kill; 0 kills none
   */
  Run run(ServeBed bed, ServeClient client, int generators)
      throws IOException, InterruptedException {
    List<String> ids = new ArrayList<>();
    long begin = System.nanoTime();
    for (int i = 0; i < requests; i++) {
      String id = "kill-" + i;
      long noise = i;
      ids.add(id);
      client.ask(id, steps, request -> request.setSeed(noise));
    }
    int kills = generators == 0 ? 0 : kill(bed, client, ids, generators);
    List<Life> ends = client.ends(ids);
    double seconds = (System.nanoTime() - begin) / 1e9;
    TimeUnit.SECONDS.sleep(2); // A second result would come now.
    return new Run(
        images(bed.platform().blobs(), ends),
        ids.stream().mapToInt(id -> client.watch().of(id).results()).sum(),
        ids.stream().mapToInt(id -> begun(client.watch().of(id))).sum(),
        kills,
        seconds);
  }

  private int kill(ServeBed bed, ServeClient client, List<String> ids, int generators)
      throws IOException, InterruptedException {
    Random random = new Random(seed);
    int kills = 0;
    TimeUnit.NANOSECONDS.sleep(every.toNanos());
    while (ids.stream().anyMatch(id -> !client.watch().of(id).over())) {
      bed.killGenerator(random.nextInt(generators));
      kills++;
      TimeUnit.NANOSECONDS.sleep(every.toNanos());
    }
    return kills;
  }

  private static int begun(Life life) {
    Set<String> all = new HashSet<>();
    life.steps().forEach(step -> all.add(step.worker() + "/" + step.attempt()));
    return all.size();
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
