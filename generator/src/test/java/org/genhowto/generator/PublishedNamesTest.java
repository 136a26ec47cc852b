package org.genhowto.generator;

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
  void unetHasTheNamesAndShapesOfStableDiffusion2() throws IOException {
    assertThat(shapes(UNetParameters.unet(UNetConfig.STABLE_DIFFUSION_2)))
        .isEqualTo(published("unet_sd2"));
  }

  @Test
  void controlNetHasTheNamesAndShapesOfGenHowTo() throws IOException {
    assertThat(shapes(UNetParameters.controlnet(UNetConfig.STABLE_DIFFUSION_2)))
        .isEqualTo(published("controlnet_genhowto"));
  }

  @Test
  void autoencoderHasTheNamesAndShapesOfStableDiffusion() throws IOException {
    assertThat(shapes(AutoencoderConfig.STABLE_DIFFUSION.parameters()))
        .isEqualTo(published("vae_sd2"));
  }

  @Test
  void totalsAreThePublishedTotals() {
    assertThat(total(UNetParameters.unet(UNetConfig.STABLE_DIFFUSION_2))).isEqualTo(865_910_724);
    assertThat(total(UNetParameters.controlnet(UNetConfig.STABLE_DIFFUSION_2)))
        .isEqualTo(364_075_520);
    assertThat(total(AutoencoderConfig.STABLE_DIFFUSION.parameters())).isEqualTo(83_653_863);
  }

  private static long total(ParameterList list) {
    return list.asMap().values().stream().mapToLong(p -> p.shape().size()).sum();
  }

  private static Map<String, Shape> shapes(ParameterList list) {
    return list.asMap().entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, e -> e.getValue().shape(), (a, b) -> a, TreeMap::new));
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
