package org.genhowto.launcher.chaos;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.genhowto.ingest.video.VideoCodec;
import org.genhowto.ingest.video.VideoEncoder;
import org.genhowto.miniature.video.VideoScript;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Edition;
import org.genhowto.miniature.world.World;

/**
 * Small inputs: videos of a few seconds with all three moments in them, a picture, a file that is
 * no video.
 *
 * @param videos in a fixed order
 * @param picture a PNG
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record ChaosWorld(List<Video> videos, byte[] picture, Path junk) {
  private static final long SEED = 9_500_000;
  private static final int WIDTH = 160;
  private static final int HEIGHT = 90;
  private static final int RATE = 2;

  /** Seconds of each moment that are shown. */
  private static final int SECONDS = 3;

  /** One file and its category. */
  public record Video(Path file, String category) {}

  public static ChaosWorld render(Path folder, int count) throws IOException {
    Files.createDirectories(folder);
    List<Video> videos = new ArrayList<>();
    List<Category> categories = World.committed().seen();
    for (int i = 0; i < count; i++) {
      VideoScript script =
          VideoScript.of(Edition.committed(), categories.get(i % categories.size()), SEED + i);
      Path file = folder.resolve(script.id() + ".mp4");
      encode(script, file);
      videos.add(new Video(file, script.category().word()));
    }
    Path junk = folder.resolve("junk.mp4");
    Files.write(junk, "this is no video ".repeat(500).getBytes(StandardCharsets.UTF_8));
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(
        VideoScript.of(Edition.committed(), Category.APPLE, SEED).image(6, 64, 64), "png", png);
    return new ChaosWorld(List.copyOf(videos), png.toByteArray(), junk);
  }

  private static void encode(VideoScript script, Path file) throws IOException {
    int[] labels = script.labels();
    try (VideoEncoder encoder = VideoEncoder.open(file, WIDTH, HEIGHT, RATE, VideoCodec.MPEG4)) {
      for (int moment = 1; moment <= 3; moment++) {
        int shown = 0;
        for (int second = 0; second < labels.length && shown < SECONDS; second++) {
          if (labels[second] == moment) {
            for (int frame = 0; frame < RATE; frame++) {
              encoder.add(script.image(second + (double) frame / RATE, WIDTH, HEIGHT));
            }
            shown++;
          }
        }
      }
    }
  }
}
