package org.genhowto.miniature.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import org.genhowto.generator.diffusion.BaseModel;
import org.genhowto.generator.training.EditPairs;
import org.genhowto.generator.training.InstructPix2PixTrainer;
import org.genhowto.generator.training.TrainingPlan;
import org.genhowto.miniature.drawing.Camera;
import org.genhowto.miniature.drawing.Captions;
import org.genhowto.miniature.drawing.Scene;
import org.genhowto.miniature.video.Pictures;
import org.genhowto.miniature.video.VideoScript;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Moment;
import org.genhowto.miniature.world.Phase;
import org.genhowto.miniature.world.Seeds;
import org.genhowto.miniature.world.Sight;
import org.genhowto.miniature.world.World;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.shard.ShardSample;
import org.genhowto.runtime.shard.ShardTar;

/** A work folder as it is after training, with stand-ins for what has to be trained long. */
final class TrialFolder {
  private static final long VIDEO = 7_000_000;

  private TrialFolder() {}

  /** Models that are there, and baselines that are copies of them or were hardly trained. */
  static void models(Path models, Path work) throws IOException {
    copy(models, work.resolve("models"));
    var baselines = work.resolve("baselines");
    copy(models.resolve("genhowto-states"), baselines.resolve("genhowto-joint"));
    for (var part : List.of("unet", "scheduler")) {
      copy(
          models.resolve("diffusion").resolve(part),
          baselines.resolve("stable-diffusion-tuned").resolve(part));
    }
    var plan = new TrainingPlan(work.resolve("state"), 1, 2, 1e-3, 1, 0.9, 1, 1, DataType.FLOAT32);
    var base = models.resolve("diffusion");
    try (NDManager manager = NDManager.newBaseManager();
        var text = BaseModel.load(manager, base)) {
      new InstructPix2PixTrainer(plan, line -> {})
          .train(new Edits(), base, text, baselines.resolve("instruct-pix2pix"));
    }
  }

  /** Samples of every measured category, with the true frames and words. */
  static void heldOut(Path folder, int each) throws IOException {
    Files.createDirectories(folder);
    try (var tar = new ShardTar(Files.newOutputStream(folder.resolve("heldout.tar")))) {
      for (var categories : List.of(World.committed().unseen(), World.committed().siblings())) {
        for (var category : categories) {
          for (int i = 0; i < each; i++) {
            tar.add(sample(category, VIDEO + i));
          }
        }
      }
    }
  }

  static ShardSample sample(Category category, long seed) {
    var scene = Scene.filmed(category, seed);
    var video = VideoScript.id(category, seed);
    var lineage = "{\"videoId\":\"%s\",\"category\":\"%s\"}".formatted(video, category.word());
    return new ShardSample(
        video + "-3-9-20",
        Map.of(
            ShardSample.INITIAL_IMAGE, frame(scene, Moment.initial()),
            ShardSample.ACTION_IMAGE,
                frame(scene, Moment.of(Sight.of(0, Phase.ACTION), Seeds.random(seed, 0, 1))),
            ShardSample.STATE_IMAGE,
                frame(scene, Moment.of(Sight.of(0, Phase.FINAL), Seeds.random(seed, 0, 1))),
            ShardSample.ACTION_TEXT, words(scene, Phase.ACTION),
            ShardSample.STATE_TEXT, words(scene, Phase.FINAL),
            ShardSample.LINEAGE, lineage.getBytes(UTF_8)));
  }

  private static byte[] frame(Scene scene, Moment moment) {
    var camera = Camera.handheld(Seeds.random(moment.phase().label(), 0, 2));
    return Images.jpeg(Pictures.rgb(scene.image(moment, camera, 320, 180)), 0.92);
  }

  private static byte[] words(Scene scene, Phase phase) {
    return Captions.of(scene, phase).get(0).getBytes(UTF_8);
  }

  private record Edits() implements EditPairs {
    @Override
    public int size() {
      return 2;
    }

    @Override
    public RgbImage before(int index) {
      return TestScene.of(Category.APPLE, index, Example.SIDE).initial();
    }

    @Override
    public RgbImage after(int index) {
      return TestScene.of(Category.ORANGE, index, Example.SIDE).initial();
    }

    @Override
    public String instruction(int index) {
      return "make it an orange";
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(folder)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(file, to.resolve(from.relativize(file)));
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
