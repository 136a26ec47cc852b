package org.genhowto.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.genhowto.generator.sampler.SamplerKind;
import org.genhowto.generator.sampling.GenHowToTest;
import org.genhowto.generator.sampling.GenerationListener;
import org.genhowto.generator.sampling.Prompt;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.Priority;
import org.genhowto.schemas.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of requests in the middle when the models of a device are closed. */
@Tag("slow")
class DeviceModelsTest {
  private static final int STEPS = 5;

  private static DeviceModels models() {
    DeviceModels models = DeviceModels.load(MiniatureGenerationTest.settings(), Device.cpu());
    models.settle();
    models.start();
    return models;
  }

  private static GenerationRequest request(String method) {
    return GenerationRequest.newBuilder()
        .setRequestId("r")
        .setPrompt("a sliced apple")
        .setTarget(Target.ACTION)
        .setMethod(method)
        .build();
  }

  private static Renderer.Painting painting(int steps) {
    return new Renderer.Painting(
        GenHowToTest.picture(64, 64, 3),
        Prompt.of("a sliced apple"),
        List.of(new Shot(new SamplingSettings(steps, 1, 3, SamplerKind.DDIM), List.of(5L))));
  }

  /** Stops after the first step until it may go on. */
  private static final class Stopping implements GenerationListener {
    final CountDownLatch stopped = new CountDownLatch(1);
    final CountDownLatch goOn = new CountDownLatch(1);

    @Override
    public void denoised(int steps, int ofAll) {
      stopped.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public boolean cancels() {
      return false;
    }
  }

  @Test
  void a_request_that_shares_no_steps_ends_with_networks_that_were_closed_meanwhile()
      throws Exception {
    DeviceModels models = models();
    Stopping listener = new Stopping();
    CompletableFuture<Optional<List<RgbImage>>> images =
        CompletableFuture.supplyAsync(
            () -> {
              try (Models.Held held = models.hold(request("edit-friendly"))) {
                return held.model().renderer().render(painting(STEPS), Priority.NORMAL, listener);
              } catch (RefusedException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    listener.stopped.await();

    models.close();
    listener.goOn.countDown();

    assertThat(images.get(1, TimeUnit.MINUTES).orElseThrow()).hasSize(1);
  }

  @Test
  void a_request_that_shares_its_steps_ends_without_images() throws Exception {
    DeviceModels models = models();
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Optional<List<RgbImage>>> images =
        CompletableFuture.supplyAsync(
            () -> {
              try (Models.Held held = models.hold(request("genhowto"))) {
                return held.model()
                    .renderer()
                    .render(
                        painting(1000),
                        Priority.NORMAL,
                        new GenerationListener() {
                          @Override
                          public void denoised(int steps, int ofAll) {
                            begun.countDown();
                          }

                          @Override
                          public boolean cancels() {
                            return false;
                          }
                        });
              } catch (RefusedException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    begun.await();

    models.close();

    assertThat(images.get(1, TimeUnit.MINUTES)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"genhowto", "sdedit"})
  void closed_models_are_lent_to_nobody(String method) throws Exception {
    DeviceModels models = models();
    Models.Held held = models.hold(request(method));
    models.close();

    assertThatThrownBy(() -> models.hold(request(method)))
        .isInstanceOf(InterruptedException.class)
        .hasMessage("The models of this device are closed");
    held.close();
    held.close();
  }
}
