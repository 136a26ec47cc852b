package org.genhowto.generator.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.genhowto.generator.Blobs;
import org.genhowto.generator.SmallModels;
import org.genhowto.generator.diffusion.Autoencoder;
import org.genhowto.generator.diffusion.AutoencoderFiles;
import org.genhowto.generator.diffusion.Denoiser;
import org.genhowto.generator.diffusion.DenoiserFiles;
import org.genhowto.generator.diffusion.TextEncoder;
import org.genhowto.generator.diffusion.UNetParameters;
import org.genhowto.generator.diffusion.UntrainedNetworks;
import org.genhowto.generator.sampling.NoiseSource;
import org.genhowto.networks.checkpoint.Initialization;
import org.genhowto.networks.checkpoint.Weights;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.networks.model.LossCurve;
import org.genhowto.schemas.Target;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
public class TrainersTest {
  public static final int SIDE = 32;

  private final NDManager manager = NDManager.newBaseManager();
  private final List<String> lines = new ArrayList<>();
  @TempDir Path folder;

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void the_autoencoder_learns_to_show_what_it_saw() throws IOException {
    double before = error(UntrainedNetworks.autoencoder(manager, SmallModels.AUTOENCODER, 1));
    trainAutoencoder(folder.resolve("state"), 60, new Blobs(), folder.resolve("vae"));
    Autoencoder trained = AutoencoderFiles.load(manager, folder.resolve("vae"));
    assertThat(error(trained)).isLessThan(.6 * before);
    assertThat(lines).anyMatch(line -> line.startsWith("autoencoder: step 60 of 60, loss "));

    NDArray latents = trained.encode(Blobs.tensor(manager));
    double deviation =
        latents.sub(latents.mean()).pow(2).mean().sqrt().getFloat()
            * trained.config().scalingFactor();
    assertThat(deviation).isBetween(.7, 1.4);
  }

  @Test
  void an_interrupted_training_ends_with_the_same_weights() throws IOException {
    trainAutoencoder(folder.resolve("whole"), 6, new Blobs(), folder.resolve("a"));
    Blobs failing = new Blobs();
    failing.left = 4 * 8 + 3;
    assertThatThrownBy(
            () -> trainAutoencoder(folder.resolve("cut"), 6, failing, folder.resolve("b")))
        .hasMessage("no more images");
    assertThat(folder.resolve("b")).doesNotExist();
    trainAutoencoder(folder.resolve("cut"), 6, new Blobs(), folder.resolve("b"));
    assertThat(lines).contains("autoencoder: goes on from step 4");
    String file = "diffusion_pytorch_model.safetensors";
    assertThat(folder.resolve("b").resolve(file))
        .hasSameBinaryContentAs(folder.resolve("a").resolve(file));
  }

  @Test
  void gen_how_to_trains_the_decoder_and_the_control_net_and_leaves_the_encoder()
      throws IOException {
    Path base = base();
    Path shard = folder.resolve("train-0-0.tar");
    writeShard(shard, 6);
    Path out = folder.resolve("genhowto");
    new GeneratorTrainer(Set.of(Target.FINAL_STATE), plan("g", 8), lines::add)
        .train(List.of(shard), base, SmallModels.TEXT, out);

    Weights unet = Weights.load(manager, base.resolve("unet"));
    Weights trained = Weights.load(manager, out.resolve(DenoiserFiles.UNET_FILE));
    assertThat(trained.names())
        .isNotEmpty()
        .allMatch(name -> name.startsWith("up_blocks.") || name.startsWith("conv_"));
    assertThat(changed(unet, trained)).isGreaterThan(trained.names().size() / 2);
    Weights control = Weights.load(manager, out.resolve(DenoiserFiles.CONTROLNET_FILE));
    assertThat(control.get("controlnet_mid_block.weight").abs().max().getFloat()).isPositive();
    assertThat(control.get("controlnet_cond_embedding.conv_out.weight").abs().max().getFloat())
        .isPositive();
    assertThat(lines).contains("genhowto states: 6 pairs encoded");
    Denoiser loaded = DenoiserFiles.loadGenHowTo(manager, base.resolve("unet"), out);
    assertThat(loaded.controlled()).isTrue();
    loaded.network().weights().expect("GenHowTo", whole());
  }

  @Test
  void what_preserves_nothing_changes_no_bit() throws IOException {
    Path base = base();
    Path shard = folder.resolve("train-0-0.tar");
    writeShard(shard, 6);
    trainGenHowTo("plain", shard, base, null);
    trainGenHowTo("none", shard, base, Preservation.NONE);
    trainGenHowTo("rounded", shard, base, new Preservation(1, 0.01, new Blobs()));

    for (String other : List.of("none", "rounded")) {
      for (String file : List.of(DenoiserFiles.UNET_FILE, DenoiserFiles.CONTROLNET_FILE)) {
        assertThat(folder.resolve(other).resolve(file))
            .hasSameBinaryContentAs(folder.resolve("plain").resolve(file));
      }
    }
  }

  @Test
  void a_slower_decoder_moves_less_and_pictures_beside_the_pairs_count() throws IOException {
    Path base = base();
    Path shard = folder.resolve("train-0-0.tar");
    writeShard(shard, 6);
    trainGenHowTo("plain", shard, base, null);
    trainGenHowTo("slow", shard, base, new Preservation(0.1, 0, null));
    trainGenHowTo("mixed", shard, base, new Preservation(1, 0.5, new Blobs()));

    double plain = moved(base, "plain");
    assertThat(moved(base, "slow")).isBetween(0.01 * plain, 0.3 * plain);
    assertThat(lines).contains("genhowto states: 12 pictures beside the pairs");
    assertThat(folder.resolve("mixed").resolve(DenoiserFiles.UNET_FILE)).isRegularFile();
    List<Double> losses = losses("genhowto states");
    assertThat(losses).hasSize(3).doesNotHaveDuplicates().allMatch(loss -> loss > 0);
  }

  @Test
  void pictures_that_are_asked_for_must_be_there() {
    assertThatThrownBy(() -> new Preservation(1, 0.5, null))
        .hasMessage("The share of pictures is 0.5, but there are none");
    assertThatThrownBy(() -> new Preservation(0, 0, null)).hasMessageContaining("a rate above 0");
  }

  private void trainGenHowTo(String name, Path shard, Path base, @Nullable Preservation keeping)
      throws IOException {
    GeneratorTrainer trainer =
        new GeneratorTrainer(Set.of(Target.FINAL_STATE), plan(name, 6), lines::add);
    (keeping == null ? trainer : trainer.preserving(keeping))
        .train(List.of(shard), base, SmallModels.TEXT, folder.resolve(name));
  }

  /** Mean change of the decoder. */
  private double moved(Path base, String name) {
    Weights before = Weights.load(manager, base.resolve("unet"));
    Weights after = Weights.load(manager, folder.resolve(name).resolve(DenoiserFiles.UNET_FILE));
    return after.names().stream()
        .mapToDouble(n -> after.get(n).sub(before.get(n)).abs().mean().getFloat())
        .average()
        .orElseThrow();
  }

  @Test
  void the_base_model_learns_to_predict_noise() throws IOException {
    Path base = base();
    new BaseTrainer(plan("b", 100), lines::add)
        .train(
            SmallModels.UNET,
            new Blobs(),
            base.resolve("vae"),
            SmallModels.TEXT,
            folder.resolve("unet"));
    List<Double> losses = losses("base");
    assertThat(losses).hasSize(2);
    assertThat(losses.get(1)).isLessThan(.9 * losses.get(0));
    assertThat(DenoiserFiles.loadBase(manager, folder.resolve("unet")).config())
        .isEqualTo(SmallModels.UNET);
  }

  @Test
  void a_joint_model_learns_actions_and_final_states() throws IOException {
    Path shard = folder.resolve("train-0-0.tar");
    writeShard(shard, 6);
    new GeneratorTrainer(EnumSet.allOf(Target.class), plan("j", 2), lines::add)
        .train(List.of(shard), base(), SmallModels.TEXT, folder.resolve("joint"));
    assertThat(lines).contains("genhowto joint: 12 pairs encoded");
  }

  @Test
  void the_base_model_goes_on_from_what_it_knew_on_pictures_of_triplets() throws IOException {
    Path base = base();
    Path shard = folder.resolve("train-0-0.tar");
    writeShard(shard, 6);
    CaptionedImages images = new TripletShards(List.of(shard)).captioned();
    assertThat(images.size()).isEqualTo(12);
    assertThat(List.of(images.caption(0), images.caption(1)))
        .containsExactlyInAnyOrder("cutting", "cut");

    new BaseTrainer(plan("t", 1, 8, 1e-9), lines::add)
        .tune(base, images, SmallModels.TEXT, folder.resolve("tuned"));

    NDArray before = Weights.load(manager, base.resolve("unet")).get("conv_in.weight");
    NDArray after = Weights.load(manager, folder.resolve("tuned")).get("conv_in.weight");
    assertThat(after.sub(before).abs().max().getFloat()).isLessThan(1e-6f);
    assertThat(LossCurve.read(folder.resolve("state-t").resolve(LossCurve.FILE)))
        .singleElement()
        .satisfies(point -> assertThat(point.loss()).isPositive());
  }

  @Test
  void training_goes_on_under_the_noise_schedule_of_the_base_models_scheduler_file()
      throws IOException {
    // Given a base model without a scheduler file, whose schedule is then Stable Diffusion's
    Path base = base();
    // Untrained networks end in zeros, and their loss is the noise's own under every schedule.
    Weights unet =
        Weights.create(
            manager, UNetParameters.unet(SmallModels.UNET).shapes(), Initialization.fanIn(1, 4));
    DenoiserFiles.saveBase(base.resolve("unet"), SmallModels.UNET, unet.all(), DataType.FLOAT32);
    CaptionedImages images = new Blobs();
    new BaseTrainer(plan("t-none", 1), lines::add)
        .tune(base, images, SmallModels.TEXT, folder.resolve("t-none"));
    trainEdits("none", 1, Integer.MAX_VALUE, base);

    // When its file tells of a schedule with less noise
    Path scheduler = Files.createDirectories(base.resolve("scheduler"));
    Files.writeString(
        scheduler.resolve("scheduler_config.json"),
        """
        {"_class_name": "DDIMScheduler", "beta_start": 0.0001, "beta_end": 0.0002, "clip_sample": false}
        """);
    new BaseTrainer(plan("t-file", 1), lines::add)
        .tune(base, images, SmallModels.TEXT, folder.resolve("t-file"));
    trainEdits("file", 1, Integer.MAX_VALUE, base);

    // Then the same draws give other losses
    assertThat(losses("base")).hasSize(2).doesNotHaveDuplicates();
    assertThat(losses("instruct-pix2pix")).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void instruct_pix2_pix_learns_from_the_base_model_and_resumes_to_the_same_bits()
      throws IOException {
    Path base = base();
    trainEdits("whole", 100, Integer.MAX_VALUE, base);
    List<Double> losses = losses("instruct-pix2pix");
    assertThat(losses).hasSize(2);
    assertThat(losses.get(1)).isLessThan(.9 * losses.get(0));
    assertThat(lines).contains("instruct-pix2pix: 48 edits encoded");
    Denoiser trained = DenoiserFiles.loadBase(manager, folder.resolve("whole/unet"));
    assertThat(trained.config()).isEqualTo(SmallModels.UNET.withInChannels(8));
    NDArray first = trained.network().weights().get(Denoiser.UNET + "conv_in.weight");
    assertThat(first.get(":, 4:").abs().max().getFloat()).isPositive();

    lines.clear();
    trainEdits("short", 6, Integer.MAX_VALUE, base);
    assertThatThrownBy(() -> trainEdits("cut", 6, 5, base)).hasMessage("no more text");
    trainEdits("cut", 6, Integer.MAX_VALUE, base);
    assertThat(lines).contains("instruct-pix2pix: goes on from step 4");
    String file = "unet/diffusion_pytorch_model.safetensors";
    assertThat(folder.resolve("cut").resolve(file))
        .hasSameBinaryContentAs(folder.resolve("short").resolve(file));
  }

  @Test
  void before_its_training_instruct_pix2_pix_does_not_see_the_image() throws IOException {
    Denoiser base = SmallModels.diffusion(manager, SmallModels.UNET).denoiser();
    Denoiser wider = InstructPix2PixTrainer.withInputImage(manager, base);
    NDArray x = NoiseSource.seeded(1).next(manager, new Shape(2, 4, 8, 8));
    NDArray image = NoiseSource.seeded(2).next(manager, new Shape(2, 4, 8, 8));
    NDArray t = manager.create(new float[] {500});
    NDArray text = SmallModels.TEXT.encode(manager, List.of("cut"));

    NDArray expected = base.predict(x, t, text);
    NDArray actual = wider.predict(NDArrays.concat(new NDList(x, image), 1), t, text);

    assertThat(expected.abs().mean().getFloat()).isGreaterThan(.05f);
    assertThat(actual.sub(expected).abs().max().getFloat()).isLessThan(1e-5f);
  }

  @Test
  void edits_lose_their_text_their_image_or_both_in_as_many_samples_each() {
    SplittableRandom random = new SplittableRandom(1);
    Map<InstructPix2PixTrainer.Dropped, Integer> counts = new LinkedHashMap<>();
    for (int i = 0; i < 20_000; i++) {
      counts.merge(InstructPix2PixTrainer.Dropped.of(random), 1, Integer::sum);
    }
    assertThat(counts).hasSize(4);
    counts.forEach(
        (dropped, count) ->
            assertThat(count / 20_000.)
                .isCloseTo(dropped.text() || dropped.image() ? .05 : .85, within(.01)));
  }

  /** Fails where a step asks for new prompts more than so many times; every early step does. */
  private void trainEdits(String name, long steps, int times, Path base) throws IOException {
    AtomicInteger left = new AtomicInteger(times);
    TextEncoder text =
        (scope, prompts) -> {
          if (left.getAndDecrement() <= 0) {
            throw new IllegalStateException("no more text");
          }
          return SmallModels.TEXT.encode(scope, prompts);
        };
    new InstructPix2PixTrainer(plan("i-" + name, steps, 4, 2e-3), lines::add)
        .train(new Edits(), base, text, folder.resolve(name));
  }

  private List<Double> losses(String training) {
    return lines.stream()
        .filter(line -> line.startsWith(training + ": step"))
        .map(line -> Double.valueOf(line.replaceAll(".*loss ([0-9.]+),.*", "$1")))
        .toList();
  }

  private Path base() throws IOException {
    Path base = folder.resolve("base");
    Autoencoder vae = UntrainedNetworks.autoencoder(manager, SmallModels.AUTOENCODER, 1);
    AutoencoderFiles.save(
        base.resolve("vae"), vae.config(), vae.network().weights().all(), DataType.FLOAT32);
    Denoiser unet = UntrainedNetworks.baseModel(manager, SmallModels.UNET, 2);
    DenoiserFiles.saveBase(
        base.resolve("unet"),
        SmallModels.UNET,
        unet.network().weights().under(Denoiser.UNET),
        DataType.FLOAT32);
    return base;
  }

  private static Map<String, Shape> whole() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    UNetParameters.unet(SmallModels.UNET)
        .shapes()
        .forEach((name, shape) -> shapes.put(Denoiser.UNET + name, shape));
    UNetParameters.controlnet(SmallModels.UNET)
        .shapes()
        .forEach((name, shape) -> shapes.put(Denoiser.CONTROLNET + name, shape));
    return shapes;
  }

  private static long changed(Weights before, Weights after) {
    return after.names().stream()
        .filter(name -> before.get(name).sub(after.get(name)).abs().max().getFloat() > 0)
        .count();
  }

  private TrainingPlan plan(String name, long steps) {
    return plan(name, steps, 8, 2e-3);
  }

  private TrainingPlan plan(String name, long steps, int batch, double rate) {
    return new TrainingPlan(
        folder.resolve("state-" + name), steps, batch, rate, 5, .9, 1, 2, DataType.FLOAT32);
  }

  private void trainAutoencoder(Path state, long steps, CaptionedImages images, Path out)
      throws IOException {
    TrainingPlan plan = new TrainingPlan(state, steps, 8, 3e-3, 5, .9, 1, 2, DataType.FLOAT32);
    new AutoencoderTrainer(SmallModels.AUTOENCODER, plan, lines::add).train(images, SIDE, out);
  }

  private double error(Autoencoder autoencoder) {
    NDArray images = Blobs.tensor(manager);
    return autoencoder.decode(autoencoder.encode(images)).sub(images).abs().mean().getFloat();
  }

  private static void writeShard(Path file, int samples) throws IOException {
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(file))) {
      Blobs blobs = new Blobs();
      for (int i = 0; i < samples; i++) {
        for (String image : List.of("initial.jpg", "action.jpg", "state.jpg")) {
          put(tar, i + "." + image, Images.jpeg(blobs.image(i), .9));
        }
        put(tar, i + ".action.txt", "cutting".getBytes(UTF_8));
        put(tar, i + ".state.txt", "cut".getBytes(UTF_8));
      }
    }
  }

  private static void put(TarArchiveOutputStream tar, String name, byte[] bytes)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(bytes.length);
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }

  /** Squares that change their size. */
  private static final class Edits implements EditPairs {
    private final Blobs blobs = new Blobs();

    @Override
    public int size() {
      return 48;
    }

    @Override
    public RgbImage before(int index) {
      return blobs.image(index % 12);
    }

    @Override
    public RgbImage after(int index) {
      return blobs.image((index + 1 + index / 12) % 12);
    }

    @Override
    public String instruction(int index) {
      return "make it square " + index;
    }
  }
}
