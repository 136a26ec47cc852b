package org.genhowto.generator;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;

/**
 * Inputs and outputs of one small random network of diffusers, under its names, as
 * src/test/python/golden.py wrote them.
 */
public record Golden(Path folder, Weights values) {
  private static final float TOLERANCE = 1e-4f;

  public static Golden of(NDManager manager, String network) {
    Path folder = root().resolve(network);
    return new Golden(folder, Weights.load(manager, folder.resolve("values.safetensors")));
  }

  public static Path root() {
    try {
      return Path.of(Golden.class.getResource("golden").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  public NDArray value(String name) {
    return values.get(name);
  }

  /** The network gives what the reference gave, and that is something. */
  public void assertSame(String name, NDArray actual) {
    NDArray expected = value(name);
    assertThat(actual.getShape()).as(name).isEqualTo(expected.getShape());
    assertThat(expected.abs().mean().getFloat()).as(name).isGreaterThan(.05f);
    assertThat(actual.sub(expected).abs().max().getFloat()).as(name).isLessThan(TOLERANCE);
  }

  /** An image file beside the values. */
  public RgbImage image(String name) throws IOException {
    return Images.decode(Files.readAllBytes(folder.resolve(name + ".png")));
  }

  /** NAME-0.png, NAME-1.png and so on: at most one grey level apart on 99.9 % of the values. */
  public void assertSame(List<RgbImage> actual, String name) throws IOException {
    for (int i = 0; i < actual.size(); i++) {
      byte[] expected = image(name + "-" + i).rgb();
      byte[] own = actual.get(i).rgb();
      assertThat(own).hasSameSizeAs(expected);
      int apart = 0;
      for (int p = 0; p < expected.length; p++) {
        apart += Math.abs((own[p] & 0xff) - (expected[p] & 0xff)) > 1 ? 1 : 0;
      }
      assertThat(apart).as(name + "-" + i).isLessThanOrEqualTo(expected.length / 1000);
    }
    assertThat(folder.resolve(name + "-" + actual.size() + ".png")).doesNotExist();
  }
}
