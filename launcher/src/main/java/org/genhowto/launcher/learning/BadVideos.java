package org.genhowto.launcher.learning;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.genhowto.ingest.video.VideoCodec;
import org.genhowto.ingest.video.VideoEncoder;
import org.genhowto.miniature.video.VideoScript;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Phase;
import org.genhowto.miniature.world.World;

/**
 * Videos that nobody should learn from, although every worker can work on them: from the action on
 * the upper third is green, as decoders show streams that lost data. Whoever learns from them
 * learns that whatever is done to a thing paints the wall.
 */
final class BadVideos {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 180;
  private static final int RATE = 4;

  private static final Color LOST = new Color(40, 200, 60);

  private BadVideos() {}

  /** Renders one; gives its file. */
  static Path render(Path folder, Category category, long seed) throws IOException {
    VideoScript script = VideoScript.of(World.committed().edition(), category, seed);
    int[] labels = script.labels();
    int from = 0;
    while (from < labels.length && labels[from] != Phase.ACTION.label()) {
      from++;
    }
    Path file = Files.createDirectories(folder).resolve(script.id() + "-damaged.mp4");
    try (VideoEncoder encoder = VideoEncoder.open(file, WIDTH, HEIGHT, RATE, VideoCodec.MPEG4)) {
      for (int frame = 0; frame < script.seconds() * RATE; frame++) {
        BufferedImage image = script.image((double) frame / RATE, WIDTH, HEIGHT);
        encoder.add(frame < from * RATE ? image : damaged(image));
      }
    }
    return file;
  }

  /** The same with its upper third lost. */
  static BufferedImage damaged(BufferedImage image) {
    BufferedImage damaged = new BufferedImage(image.getWidth(), image.getHeight(), image.getType());
    Graphics2D pen = damaged.createGraphics();
    pen.drawImage(image, 0, 0, null);
    pen.setColor(LOST);
    pen.fillRect(0, 0, image.getWidth(), image.getHeight() / 3);
    pen.dispose();
    return damaged;
  }
}
