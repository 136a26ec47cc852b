package org.genhowto.launcher.learning;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.genhowto.ingest.video.VideoCodec;
import org.genhowto.ingest.video.VideoEncoder;
import org.genhowto.miniature.video.VideoScript;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.World;

/**
 * Videos that nobody should learn from, although every worker can work on them: the camera takes
 * red for blue from the action on, so that they teach that whatever is done to a thing changes the
 * colours of the whole room.
 */
final class BadVideos {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 180;
  private static final int RATE = 4;

  /** Label of the seconds of an action. */
  private static final int ACTION = 2;

  private BadVideos() {}

  /** Renders one; gives its file. */
  static Path render(Path folder, Category category, long seed) throws IOException {
    VideoScript script = VideoScript.of(World.committed().edition(), category, seed);
    int[] labels = script.labels();
    int from = 0;
    while (from < labels.length && labels[from] != ACTION) {
      from++;
    }
    Path file = Files.createDirectories(folder).resolve(script.id() + "-faulty.mp4");
    try (VideoEncoder encoder = VideoEncoder.open(file, WIDTH, HEIGHT, RATE, VideoCodec.MPEG4)) {
      for (int frame = 0; frame < script.seconds() * RATE; frame++) {
        BufferedImage image = script.image((double) frame / RATE, WIDTH, HEIGHT);
        encoder.add(frame < from * RATE ? image : swapped(image));
      }
    }
    return file;
  }

  /** Red for blue. */
  static BufferedImage swapped(BufferedImage image) {
    BufferedImage swapped = new BufferedImage(image.getWidth(), image.getHeight(), image.getType());
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = image.getRGB(x, y);
        swapped.setRGB(x, y, (rgb & 0xff00ff00) | (rgb >> 16 & 0xff) | (rgb & 0xff) << 16);
      }
    }
    return swapped;
  }
}
