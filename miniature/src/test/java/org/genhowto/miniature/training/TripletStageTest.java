package org.genhowto.miniature.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.genhowto.captioner.training.CaptionerRecipe;
import org.genhowto.captioner.training.CaptionerTrainer;
import org.genhowto.miniature.video.Gallery;
import org.genhowto.miniature.video.Vocabulary;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Edition;
import org.genhowto.miniature.world.Scale;
import org.genhowto.networks.image.Images;
import org.genhowto.runtime.shard.ShardReader;
import org.genhowto.runtime.shard.ShardSample;
import org.genhowto.schemas.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TripletStageTest {

  @Test
  void picks_become_shards_of_frames_and_words(@TempDir Path work) throws Exception {
    captionerOfAFewSteps(work.resolve("models/captioner"));
    Files.createDirectories(work.resolve("models/localizer"));
    var picks =
        List.of(
            new MinedTriplet(Category.APPLE, 4, 5, 12, 20, 0.8, 0.1, 2),
            new MinedTriplet(Category.EGG, 9, 3, 10, 19, 0.7, 0.2, 3));
    var file = work.resolve("picks.csv");
    MinedTriplet.write(file, picks);
    var lines = new ArrayList<String>();

    var stage = new TripletStage(work, Scale.smoke(), lines::add);
    stage.write(MinedTriplet.read(file), Split.TRAIN, work.resolve("shards"));
    var first = samples(work);
    stage.write(MinedTriplet.read(file), Split.TRAIN, work.resolve("shards"));

    var samples = samples(work);
    assertThat(MinedTriplet.read(file)).isEqualTo(picks);
    assertThat(samples).hasSizeBetween(1, 2);
    assertThat(samples).usingRecursiveComparison().isEqualTo(first);
    for (var sample : samples) {
      var initial = Images.decode(sample.bytes(ShardSample.INITIAL_IMAGE));
      assertThat(initial.width()).isEqualTo(320);
      assertThat(sample.text(ShardSample.STATE_TEXT)).isNotBlank();
      assertThat(sample.text(ShardSample.ACTION_TEXT)).isNotBlank();
    }
  }

  private static void captionerOfAFewSteps(Path folder) throws Exception {
    Files.createDirectories(folder);
    var words = new Vocabulary(Edition.FIRST);
    words.write(folder);
    var config = MiniatureRecipes.captionerSizes(words);
    var recipe = new CaptionerRecipe(12, 8, 2e-3, 2, 0.02, 0.5, 100, 1);
    new CaptionerTrainer(config, recipe, folder.resolve("tokenizer.json"))
        .train(
            Gallery.of(Scale.smoke()).exacts(64),
            folder,
            folder.resolveSibling("losses.csv"),
            line -> {});
  }

  private static List<ShardSample> samples(Path work) throws Exception {
    var samples = new ArrayList<ShardSample>();
    for (var shard : TripletStage.shards(work)) {
      try (var reader = ShardReader.open(shard)) {
        for (var next = reader.next(); next.isPresent(); next = reader.next()) {
          samples.add(next.get());
        }
      }
    }
    return samples;
  }
}
