package org.genhowto.generator;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.genhowto.networks.Weights;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Small random models of diffusers 0.18.2, written by src/test/python/golden.py: same weights and
 * inputs, outputs within 1e-4.
 */
class GoldenTest {
  private static final float TOLERANCE = 1e-4f;

  private final NDManager manager = NDManager.newBaseManager();
  private Path folder;
  private Weights values;

  @BeforeEach
  void read() throws URISyntaxException {
    folder = Path.of(GoldenTest.class.getResource("golden").toURI());
    values = Weights.load(manager, folder.resolve("values.safetensors"));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void theUnetPredictsTheSameNoise() throws IOException {
    Denoiser denoiser = Denoiser.loadBase(manager, folder.resolve("unet"));
    assertSame(denoiser.predict(of("latent"), of("t"), of("text")), "unet");
  }

  @Test
  void theControlNetChangesItTheSameWay() throws IOException {
    Denoiser denoiser = genHowTo();
    NDArray control = denoiser.embedControl(of("z"));
    assertSame(denoiser.predict(of("latent"), of("t"), of("text"), control), "controlled");
  }

  @Test
  void theAutoencoderEncodesAndDecodesTheSame() throws IOException {
    Autoencoder autoencoder = Autoencoder.load(manager, folder.resolve("vae"));
    assertSame(autoencoder.encode(of("image")), "mean");
    assertSame(autoencoder.decode(of("z").get("0:1")), "decoded");
  }

  @Test
  void theWholeLoopEndsAtTheSameLatent() throws IOException {
    Denoiser denoiser = genHowTo();
    NDArray z = of("z").get("0:1");
    NDArray control = denoiser.embedControl(z);
    NDArray guidance = manager.create(new float[] {9});
    DdimSampler sampler = new DdimSampler(NoiseSchedule.stableDiffusion(), 10, 3);
    NDArray x = sampler.start(z.mul(0.18215), of("latent").get("0:1"));
    for (int t : sampler.timesteps()) {
      NDArray time = manager.create(new float[] {t});
      NDArray noise =
          denoiser
              .network()
              .call("guided_controlled_unet", false, x, time, of("text"), control, guidance)
              .singletonOrThrow();
      x = sampler.step(x, noise, t);
    }
    NDArray expected = of("sampled");
    float scale = expected.abs().max().getFloat();
    assertThat(x.sub(expected).abs().max().getFloat()).isLessThan(1e-3f * scale);
  }

  private Denoiser genHowTo() throws IOException {
    return Denoiser.loadGenHowTo(manager, folder.resolve("unet"), folder.resolve("genhowto"));
  }

  private NDArray of(String name) {
    return values.get(name);
  }

  private void assertSame(NDArray actual, String name) {
    NDArray expected = of(name);
    assertThat(actual.getShape()).isEqualTo(expected.getShape());
    assertThat(expected.abs().mean().getFloat()).isGreaterThan(.05f);
    assertThat(actual.sub(expected).abs().max().getFloat()).isLessThan(TOLERANCE);
  }
}
