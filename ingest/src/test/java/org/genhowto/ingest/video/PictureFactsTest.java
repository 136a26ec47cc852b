package org.genhowto.ingest.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.ConvolveOp;
import java.awt.image.Kernel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.genhowto.runtime.frames.FrameFacts;
import org.genhowto.runtime.frames.FrameFacts.Mark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of the pictures of a video once it is decoded. */
class PictureFactsTest {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 180;
  private static final int RATE = 10;

  @TempDir Path folder;

  private final BufferedImage kitchen = tiles(1);
  private final BufferedImage garden = tiles(2);

  @Test
  void cuts_dissolves_black_and_frozen_seconds_are_marked() throws Exception {
    // Seconds 0-2 kitchen, 3 black, 4-5 garden; from 5.6 to 6.4 it dissolves into the kitchen.
    FrameFacts facts =
        facts(
            90,
            frame -> {
              if (frame >= 25 && frame < 35) {
                return new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
              }
              double part = Math.max(0, Math.min(1, (frame - 60) / 8.0));
              return frame < 30 ? kitchen : mixed(garden, kitchen, part);
            });

    assertThat(seconds(facts, Mark.CUT)).contains(3, 4);
    assertThat(seconds(facts, Mark.BLACK)).containsExactly(3);
    assertThat(seconds(facts, Mark.FROZEN)).containsExactly(1, 2, 5, 8);
    assertThat(seconds(facts, Mark.TRANSITION)).containsExactly(6);
    assertThat(facts.measures(0).change()).isZero();
    assertThat(facts.measures(3).change()).isGreaterThan(40);
  }

  @Test
  void what_is_blurred_is_less_sharp() throws Exception {
    float[] box = new float[25];
    Arrays.fill(box, 1f / 25);
    BufferedImage soft =
        new ConvolveOp(new Kernel(5, 5, box), ConvolveOp.EDGE_NO_OP, null).filter(kitchen, null);

    FrameFacts facts = facts(30, frame -> frame < 15 ? kitchen : soft);

    assertThat(facts.measures(0).sharpness()).isGreaterThan(3 * facts.measures(2).sharpness());
  }

  @Test
  void motion_is_the_difference_to_the_frame_just_before() throws Exception {
    // The frame that shows second 1 is brighter than the frame before it; no other is.
    FrameFacts facts = facts(30, frame -> plain(frame == 14 ? 140 : 100));

    assertThat(facts.measures(0).motion()).isZero();
    assertThat(facts.measures(1).motion()).isCloseTo(40, within(3.0));
    assertThat(facts.measures(2).motion()).isZero();
  }

  @Test
  void a_card_shows_writing_and_a_scene_does_not() throws Exception {
    FrameFacts facts = facts(30, frame -> frame < 15 ? card() : kitchen);

    assertThat(facts.measures(0).text()).isGreaterThan(.9);
    assertThat(facts.measures(2).text()).isLessThan(.1);
    assertThat(facts.countWriting()).isEqualTo(2);
  }

  @Test
  void seconds_of_one_long_frame_are_frozen() throws Exception {
    Path video = TestVideos.at(folder.resolve("slow.mkv"), VideoCodec.FFV1, 1, 0, 3, 4);
    Sampled sampled = new FrameSampler(FrameSampling.DEFAULT).sample(video, frame -> {});
    FrameFacts facts = FrameFacts.of(sampled.facts(), sampled.frames());

    assertThat(seconds(facts, Mark.FROZEN)).contains(1, 2).doesNotContain(3);
  }

  private FrameFacts facts(int frames, IntFunction<BufferedImage> images)
      throws IOException, InterruptedException, UnusableVideoException {
    Path video = folder.resolve("video.mkv");
    try (VideoEncoder encoder = VideoEncoder.open(video, WIDTH, HEIGHT, RATE, VideoCodec.FFV1)) {
      for (int frame = 0; frame < frames; frame++) {
        encoder.add(images.apply(frame));
      }
    }
    Sampled sampled = new FrameSampler(FrameSampling.DEFAULT).sample(video, frame -> {});
    return FrameFacts.of(sampled.facts(), sampled.frames());
  }

  private static List<Integer> seconds(FrameFacts facts, Mark mark) {
    return IntStream.range(0, facts.frames())
        .filter(frame -> facts.is(mark, frame))
        .boxed()
        .toList();
  }

  private static BufferedImage tiles(long seed) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = image.createGraphics();
    for (int y = 0; y < HEIGHT; y += 36) {
      for (int x = 0; x < WIDTH; x += 32) {
        graphics.setColor(
            new Color(30 + random.nextInt(200), 30 + random.nextInt(200), random.nextInt(200)));
        graphics.fillRect(x, y, 32, 36);
      }
    }
    graphics.dispose();
    return image;
  }

  private static BufferedImage plain(int level) {
    return filled(new Color(level, level, level));
  }

  private static BufferedImage filled(Color color) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(color);
    graphics.fillRect(0, 0, WIDTH, HEIGHT);
    graphics.dispose();
    return image;
  }

  private static BufferedImage card() {
    BufferedImage image = filled(new Color(40, 60, 120));
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    for (int x = 60; x < 240; x += 30) {
      graphics.fillRect(x, 80, 22, 14);
    }
    graphics.dispose();
    return image;
  }

  private static BufferedImage mixed(BufferedImage one, BufferedImage other, double part) {
    BufferedImage mixed = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        Color a = new Color(one.getRGB(x, y));
        Color b = new Color(other.getRGB(x, y));
        mixed.setRGB(
            x,
            y,
            new Color(
                    (int) ((1 - part) * a.getRed() + part * b.getRed()),
                    (int) ((1 - part) * a.getGreen() + part * b.getGreen()),
                    (int) ((1 - part) * a.getBlue() + part * b.getBlue()))
                .getRGB());
      }
    }
    return mixed;
  }
}
