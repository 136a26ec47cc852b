package org.genhowto.generator.diffusion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The lists in keys/ are the names and shapes of the published checkpoints. */
class PublishedNamesTest {

  @Test
  void unet_has_the_names_and_shapes_of_stable_diffusion2() throws IOException {
    assertThat(UNetParameters.unet(UNetConfig.STABLE_DIFFUSION_2).shapes())
        .isEqualTo(published("unet_sd2"));
  }

  @Test
  void unet_has_the_names_and_shapes_of_stable_diffusion1() throws IOException {
    assertThat(UNetParameters.unet(UNetConfig.STABLE_DIFFUSION_1).shapes())
        .isEqualTo(published("unet_sd1"));
  }

  @Test
  void unet_has_the_names_and_shapes_of_instruct_pix2_pix() throws IOException {
    assertThat(UNetParameters.unet(UNetConfig.INSTRUCT_PIX2PIX).shapes())
        .isEqualTo(published("unet_instructpix2pix"));
  }

  @Test
  void control_net_has_the_names_and_shapes_of_gen_how_to() throws IOException {
    assertThat(UNetParameters.controlnet(UNetConfig.STABLE_DIFFUSION_2).shapes())
        .isEqualTo(published("controlnet_genhowto"));
  }

  @Test
  void autoencoder_has_the_names_and_shapes_of_stable_diffusion() throws IOException {
    assertThat(AutoencoderConfig.STABLE_DIFFUSION.parameters().shapes())
        .isEqualTo(published("vae_sd2"));
  }

  @Test
  void totals_are_the_published_totals() {
    assertThat(total(UNetParameters.unet(UNetConfig.STABLE_DIFFUSION_2))).isEqualTo(865_910_724);
    assertThat(total(UNetParameters.unet(UNetConfig.STABLE_DIFFUSION_1))).isEqualTo(859_520_964);
    assertThat(total(UNetParameters.unet(UNetConfig.INSTRUCT_PIX2PIX))).isEqualTo(859_532_484);
    assertThat(total(UNetParameters.controlnet(UNetConfig.STABLE_DIFFUSION_2)))
        .isEqualTo(364_075_520);
    assertThat(total(AutoencoderConfig.STABLE_DIFFUSION.parameters())).isEqualTo(83_653_863);
  }

  private static long total(ParameterList list) {
    return list.shapes().values().stream().mapToLong(Shape::size).sum();
  }

  private static Map<String, Shape> published(String list) throws IOException {
    try (InputStream in = PublishedNamesTest.class.getResourceAsStream("keys/" + list + ".txt")) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .map(line -> line.split("\t"))
          .collect(
              Collectors.toMap(
                  part -> part[0],
                  part ->
                      new Shape(
                          Arrays.stream(part[1].split("x")).mapToLong(Long::parseLong).toArray()),
                  (a, b) -> a,
                  TreeMap::new));
    }
  }
}
