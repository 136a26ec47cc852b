package org.genhowto.trainer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.genhowto.runtime.blob.BlobStores;
import org.genhowto.runtime.blob.ObjectStore;
import org.genhowto.runtime.blob.ObjectStores;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.Section;
import org.genhowto.runtime.config.SectionValues;
import org.genhowto.runtime.config.Setting;
import org.genhowto.schemas.GeneratorNetwork;
import org.genhowto.schemas.GeneratorNetwork.Duty;
import org.genhowto.schemas.Target;

/**
 * Settings of the trainer.
 *
 * @param model folder of the base model
 * @param weights folder of the weights that serve where none were released, for each target
 * @param folder of this machine, for what a training needs while it runs
 * @param releases folder of released weights that came from the blob store
 * @param lease how long a trainer that says nothing keeps its training
 * @param share of the time in which a training works; it rests in between
 * @param rule when a training is begun by itself
 * @param recipe of trainings begun by the rule
 */
public record TrainerSettings(
    Path model,
    Map<Target, Path> weights,
    Path folder,
    Path releases,
    Duration lease,
    double share,
    Rule rule,
    Recipe recipe) {

  /** Where a training begins. */
  public enum Start {
    /** With the weights that serve. */
    SERVING,
    /** With a copy of the base model's encoder, as the paper does. */
    BASE
  }

  /**
   * When trainings are begun.
   *
   * @param networks those that are trained
   * @param newSamples samples of the train split since the last training; 0 for never
   * @param pause least time between two trainings of a network
   */
  record Rule(List<GeneratorNetwork> networks, long newSamples, Duration pause) {
    Rule {
      networks = List.copyOf(networks);
    }
  }

  /**
   * How weights are trained.
   *
   * @param saveEvery steps between two checkpoints
   * @param limit of the time a training takes; zero for none
   */
  public record Recipe(
      Start start,
      long steps,
      int batch,
      double rate,
      long warmUp,
      double averaging,
      long seed,
      int saveEvery,
      Duration limit) {
    /** The same with another number of steps. */
    public Recipe withSteps(long other) {
      return new Recipe(start, other, batch, rate, warmUp, averaging, seed, saveEvery, limit);
    }

    /** The same with another seed. */
    public Recipe withSeed(long other) {
      return new Recipe(start, steps, batch, rate, warmUp, averaging, other, saveEvery, limit);
    }

    /** The same from another beginning. */
    public Recipe startingWith(Start other) {
      return new Recipe(other, steps, batch, rate, warmUp, averaging, seed, saveEvery, limit);
    }
  }

  public static final Section SECTION =
      Section.of(
          "trainer",
          "The worker that trains GenHowTo on versions of the dataset.",
          Setting.path(
              "model",
              "miniature/models/diffusion",
              "Folder of the base model, in the layout of diffusers; that of the generators."),
          Setting.path(
              "actions",
              "miniature/models/genhowto-actions",
              "Folder of the weights for actions that serve where none were released."),
          Setting.path(
              "states",
              "miniature/models/genhowto-states",
              "Folder of the weights for final states that serve where none were released."),
          Setting.string("uri", "", "Where checkpoints are: a path, file:PATH or s3:BUCKET/PREFIX.")
              .otherwise("the folder trainings of blobs.uri"),
          Setting.path(
              "directory",
              "data/trainings",
              "Folder of this machine for what a training needs while it runs; it may be deleted"
                  + " between trainings."),
          Setting.path(
              "releases",
              "data/releases",
              "Folder of released weights that came from the blob store; generators of the machine"
                  + " can share it."),
          Setting.duration(
              "lease",
              "1m",
              "5s",
              "1h",
              "How long a trainer that says nothing keeps its training; then another goes on."),
          Setting.decimal(
              "share",
              1,
              0.01,
              1,
              "Share of the time in which a training works: it rests after each step, so that"
                  + " others on the same processors get theirs."),
          Setting.list(
              "networks",
              "generator-action,generator-final-state",
              "generator-action, generator-final-state, or both with a comma between",
              name ->
                  GeneratorNetwork.named(name)
                      .filter(one -> one.duty() == Duty.SERVING)
                      .isPresent(),
              "Networks that are trained by themselves."),
          Setting.whole(
                  "new-samples",
                  0,
                  0,
                  1L << 40,
                  "A version of the dataset with so many more samples to learn from than that of"
                      + " the last training begins a new one; 0 leaves it to people.")
              .in("samples"),
          Setting.duration(
              "pause",
              "1h",
              "Least time between two trainings of a network that begin by themselves."),
          Setting.choice(
              "start",
              Start.SERVING,
              "What trainings go on from: the weights that serve, or the base model as in the"
                  + " paper."),
          Setting.whole("steps", 20_000, 1, 100_000_000, "Optimiser steps of a training.")
              .in("steps"),
          Setting.whole("batch", 8, 1, 4096, "Images of a step.").in("images"),
          Setting.decimal("rate", 1e-5, 1e-9, 1, "Peak learning rate of AdamW."),
          Setting.whole("warm-up", 500, 0, 1_000_000, "Steps until the rate is reached.")
              .in("steps"),
          Setting.decimal(
              "average",
              0.9995,
              0,
              1,
              "Decay of the average of the weights, which is what is kept."),
          Setting.whole("seed", 0, 0, Long.MAX_VALUE, "Of data order, noise and first weights."),
          Setting.whole("save-every", 250, 1, 1_000_000, "Steps between two checkpoints.")
              .in("steps"),
          Setting.duration(
              "limit", "0s", "Longest time of a training, over all trainers; 0s for no limit."));

  public TrainerSettings {
    weights = Map.copyOf(weights);
  }

  public static TrainerSettings from(Configuration configuration) {
    SectionValues values = configuration.values(SECTION);
    List<GeneratorNetwork> networks = new ArrayList<>();
    values.list("networks").forEach(name -> GeneratorNetwork.named(name).ifPresent(networks::add));
    return new TrainerSettings(
        values.path("model"),
        Map.of(Target.ACTION, values.path("actions"), Target.FINAL_STATE, values.path("states")),
        values.path("directory"),
        values.path("releases"),
        values.duration("lease"),
        values.decimal("share"),
        new Rule(networks, values.whole("new-samples"), values.duration("pause")),
        new Recipe(
            values.choice("start", Start.class),
            values.whole("steps"),
            values.integer("batch"),
            values.decimal("rate"),
            values.whole("warm-up"),
            values.decimal("average"),
            values.whole("seed"),
            values.integer("save-every"),
            values.duration("limit")));
  }

  /** Opens the store of checkpoints and leases. */
  static ObjectStore store(Configuration configuration) {
    String uri = configuration.values(SECTION).string("uri");
    if (uri.isEmpty()) {
      String blobs = configuration.values(BlobStores.SECTION).string("uri");
      uri = blobs + (blobs.endsWith("/") ? "" : "/") + "trainings";
    }
    return ObjectStores.open("trainer.uri", uri, configuration);
  }
}
