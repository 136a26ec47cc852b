package org.genhowto.captioner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.genhowto.networks.image.RgbImage;
import org.junit.jupiter.api.Test;

class ClipVerifierTest {
  private static final Path CLIP = Path.of("../miniature/models/clip");

  @Test
  void captions_are_judged_beside_their_own_frame_and_beside_the_other() {
    try (ClipVerifier verifier = ClipVerifier.load(CLIP)) {
      RgbImage red = picture(200, 20, 20);
      RgbImage green = picture(20, 200, 20);

      CaptionAgreement one = verifier.judge(red, "a red apple", green, "a green apple");
      CaptionAgreement swapped = verifier.judge(red, "a green apple", green, "a red apple");
      CaptionAgreement same = verifier.judge(red, "a red apple", green, "a red apple");

      assertThat(one.action()).isBetween(-1.0, 1.0).isNotZero();
      assertThat(one.contrast()).isNotZero();
      assertThat(swapped.contrast()).isCloseTo(-one.contrast(), within(1e-6));
      assertThat(same.contrast()).isCloseTo(0, within(1e-6));
      assertThat(same.action()).isCloseTo(one.action(), within(1e-6));
      assertThat(verifier.judge(red, "a red apple", green, "a green apple")).isEqualTo(one);
      assertThat(verifier.version()).matches("[0-9a-f]{8,}");
    }
  }

  private static RgbImage picture(int red, int green, int blue) {
    byte[] rgb = new byte[3 * 64 * 64];
    for (int i = 0; i < rgb.length; i += 3) {
      rgb[i] = (byte) red;
      rgb[i + 1] = (byte) green;
      rgb[i + 2] = (byte) blue;
    }
    return new RgbImage(64, 64, rgb);
  }
}
