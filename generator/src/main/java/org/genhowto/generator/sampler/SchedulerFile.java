package org.genhowto.generator.sampler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.genhowto.generator.diffusion.ConfigFile;
import org.genhowto.generator.diffusion.ConfigOptions;
import org.genhowto.generator.diffusion.SingleFile;
import org.genhowto.generator.sampler.SchedulerConfig.Solver;
import org.genhowto.networks.checkpoint.CheckpointException;

/**
 * A scheduler_config.json, and what it means for a sampler: its own, or another one that is asked
 * for by name and takes from it what both have, as {@code from_config} of diffusers does.
 *
 * @param genHowTo whether it is read for GenHowTo
 */
record SchedulerFile(Path path, ObjectNode tree, boolean genHowTo) {

  private SchedulerFile(Path path, ObjectNode tree) {
    this(path, tree, false);
  }

  static SchedulerFile read(Path path) throws IOException {
    JsonNode tree = ConfigFile.read(path, JsonNode.class);
    if (!(tree instanceof ObjectNode object)) {
      throw new CheckpointException(path + " is no JSON object with a scheduler's options.");
    }
    return new SchedulerFile(path, object);
  }

  /**
   * The file of a path, or what a {@link SingleFile} tells that the path leads into: there it is
   * for DDIM, with the noise that every Stable Diffusion was trained with.
   */
  static Optional<SchedulerFile> find(Path path) throws IOException {
    Optional<SingleFile> whole = SingleFile.containing(path);
    if (whole.isPresent()) {
      return Optional.of(of(path, whole.get()));
    }
    return Files.exists(path) ? Optional.of(read(path)) : Optional.empty();
  }

  private static SchedulerFile of(Path path, SingleFile whole) {
    SchedulerConfig config = SchedulerConfig.STABLE_DIFFUSION;
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("_class_name", SamplerKind.DDIM.className());
    tree.put("beta_start", config.betaStart());
    tree.put("beta_end", config.betaEnd());
    tree.put("beta_schedule", "scaled_linear");
    tree.put("prediction_type", whole.predictsVelocity() ? "v_prediction" : "epsilon");
    tree.put("steps_offset", config.stepsOffset());
    tree.put("set_alpha_to_one", config.setAlphaToOne());
    tree.put("clip_sample", config.clipSample());
    return new SchedulerFile(path, tree);
  }

  private String className() {
    return tree.path("_class_name").asText("DDIMScheduler");
  }

  private boolean isFor(SamplerKind kind) {
    return className().equals(kind.className());
  }

  /**
   * The sampler that the file is for.
   *
   * @throws CheckpointException it is none that is known here
   */
  SamplerKind own() {
    return known()
        .orElseThrow(
            () ->
                new CheckpointException(
                    "%s is for %s, which is not known here; expected a file for one of %s; or ask for a sampler by name, as with --sampler ddim."
                        .formatted(
                            path,
                            described(),
                            Arrays.stream(SamplerKind.values())
                                .map(SamplerKind::className)
                                .distinct()
                                .collect(Collectors.joining(", ")))));
  }

  Optional<SamplerKind> known() {
    return Arrays.stream(SamplerKind.values())
        .filter(this::isFor)
        .filter(kind -> kind.algorithm().equals(algorithm(kind)))
        .findFirst();
  }

  private String algorithm(SamplerKind kind) {
    return kind.algorithm().isEmpty() ? "" : tree.path("algorithm_type").asText("dpmsolver++");
  }

  private String described() {
    JsonNode algorithm = tree.path("algorithm_type");
    return algorithm.isTextual()
        ? "%s with algorithm_type %s".formatted(className(), algorithm.asText())
        : className();
  }

  /**
   * What a sampler takes of the file.
   *
   * @throws CheckpointException naming the options that it does not have
   */
  SchedulerConfig config(SamplerKind kind) {
    ConfigOptions.ofScheduler(kind.className()).checkScheduler(path, tree);
    if (kind == SamplerKind.PNDM && isFor(kind) && !tree.path("skip_prk_steps").asBoolean(false)) {
      throw new CheckpointException(
          "%s has skip_prk_steps false, or leaves it out, which means false; expected true, as Stable Diffusion is sampled."
              .formatted(path));
    }
    ObjectNode own = tree.deepCopy();
    if (kind == SamplerKind.PNDM) {
      own.remove("rescale_betas_zero_snr"); // Its class has no such option.
    }
    if (genHowTo && isDdim(kind) && !isFor(kind)) {
      own.remove("timestep_spacing"); // Another class's says nothing of GenHowTo's DDIM.
    }
    if (!isDdim(kind)) {
      own.put("clip_sample", false); // They have no such thing.
      if (!own.has("set_alpha_to_one")) {
        own.put("set_alpha_to_one", false);
      }
    } else if (!isFor(kind)) {
      // What another class's file does not say is as Stable Diffusion was trained.
      own.put("clip_sample", false);
      if (!own.has("set_alpha_to_one")) {
        own.put("set_alpha_to_one", false);
      }
      if (!own.has("steps_offset")) {
        own.put("steps_offset", 1);
      }
    }
    return ConfigFile.of(path, own, SchedulerConfig.class);
  }

  private static boolean isDdim(SamplerKind kind) {
    return kind == SamplerKind.DDIM || kind == SamplerKind.DDIM_ETA;
  }

  Solver solver(SamplerKind kind) {
    return new Solver(
        tree.path("use_karras_sigmas").asBoolean(false),
        // The ancestral class has no such option.
        kind == SamplerKind.EULER_ANCESTRAL
            || tree.path("final_sigmas_type").asText("zero").equals("zero"),
        order(kind),
        type(kind),
        tree.path("lower_order_final").asBoolean(true),
        tree.path("euler_at_final").asBoolean(false));
  }

  private int order(SamplerKind kind) {
    return kind == SamplerKind.UNIPC || kind.className().startsWith("DPM")
        ? tree.path("solver_order").asInt(2)
        : 1;
  }

  /** The variants of one class stand for the other's default. */
  private Solver.Type type(SamplerKind kind) {
    boolean unipc = kind == SamplerKind.UNIPC;
    return switch (tree.path("solver_type").asText("")) {
      case "heun" -> unipc ? Solver.Type.BH2 : Solver.Type.HEUN;
      case "bh1" -> unipc ? Solver.Type.BH1 : Solver.Type.MIDPOINT;
      default -> unipc ? Solver.Type.BH2 : Solver.Type.MIDPOINT;
    };
  }

  /** The same for GenHowTo, whose DDIM spaces timesteps in one way alone. */
  SchedulerFile leading() {
    String spacing = tree.path("timestep_spacing").asText("leading");
    if (isFor(SamplerKind.DDIM) && !spacing.equals("leading")) {
      throw new CheckpointException(
          "%s has timestep_spacing \"%s\"; GenHowTo's DDIM skips steps of \"leading\" alone."
              .formatted(path, spacing));
    }
    return new SchedulerFile(path, tree, true);
  }

  /**
   * The same where nothing is added to timesteps unless the file says so. Stable Diffusion's
   * pipeline in diffusers adds 1 where a file leaves it out, InstructPix2Pix's does not.
   */
  SchedulerFile asWritten() {
    ObjectNode own = tree.deepCopy();
    if (!own.has("steps_offset")) {
      own.put("steps_offset", 0);
    }
    return new SchedulerFile(path, own, genHowTo);
  }
}
