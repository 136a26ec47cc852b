package org.genhowto.launcher.generate;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a request for images says, as the command line spells it. */
final class RequestOptions {
  private static final List<String> TARGETS = List.of("action", "final-state");

  @Option(names = "--image", description = "Input image, PNG, JPEG or WebP.")
  @Nullable Path image;

  @Option(
      names = "--after",
      paramLabel = "REQUEST_ID",
      description = "In place of --image: starts from what that request gives, and waits for it.")
  @Nullable String after;

  @Option(
      names = "--after-index",
      paramLabel = "NUMBER",
      description = "With --after: which of its images, from 0 (default 0).")
  @Nullable Integer afterIndex;

  @Option(names = "--prompt", required = true, description = "What is to be seen.")
  String prompt = "";

  @Option(names = "--negative-prompt", description = "What is not to be seen.")
  @Nullable String negativePrompt;

  @Option(
      names = "--target",
      paramLabel = "action|final-state",
      description = "Which model of GenHowTo makes the image; other methods have one for both.")
  @Nullable String target;

  @Option(names = "--steps", description = "Steps of the sampler (default: the model's).")
  @Nullable Integer steps;

  @Option(names = "--skip", description = "Leading steps to skip (default: the model's).")
  @Nullable Integer skip;

  @Option(names = "--guidance", description = "Guidance scale (default: the model's).")
  @Nullable Double guidance;

  @Option(names = "--count", defaultValue = "1", description = "Number of images (default 1).")
  int count;

  @Option(
      names = "--method",
      paramLabel = "NAME",
      description = "How the images are made (default: genhowto).")
  @Nullable String method;

  @Option(
      names = "--sampler",
      paramLabel = "NAME",
      description =
          "What takes the steps: ddim, ddim-eta, pndm, euler, euler-ancestral, dpm-solver++,"
              + " dpm-solver++-sde or unipc (default: the method's own; for a base model that of"
              + " its folder's scheduler file).")
  @Nullable String sampler;

  @Option(
      names = "--sweep",
      split = ",",
      paramLabel = "NUMBER",
      description =
          "One image for each of these numbers of leading steps to skip, from the same seed; in"
              + " place of --skip and --count.")
  @Nullable List<Integer> sweep;

  @Option(
      names = "--candidates",
      paramLabel = "NUMBER",
      description =
          "So many images are made, of which the --count best come back, best first (default:"
              + " --count).")
  @Nullable Integer candidates;

  @Option(
      names = "--preview-every",
      paramLabel = "STEPS",
      description = "Says every so many steps where a picture is of how it comes along.")
  @Nullable Integer previewEvery;

  @Option(
      names = "--seed",
      description = "Seed of the noise (default: from the request's id; 0 with --local).")
  @Nullable Long seed;

  @Option(
      names = "--priority",
      paramLabel = "low|normal|high",
      description = "How urgent it is (default normal).")
  @Nullable String priority;

  @Option(
      names = "--within",
      paramLabel = "SECONDS",
      description = "After this time the result is of no more use, and the request expires.")
  @Nullable Integer within;

  @Option(
      names = "--supersede-key",
      paramLabel = "KEY",
      description = "Ends older requests of the same key.")
  @Nullable String supersedeKey;

  @Option(
      names = "--model-version",
      paramLabel = "VERSION",
      description = "The weights it is to be made with, as results name them.")
  @Nullable String modelVersion;

  @Option(
      names = "--request-id",
      paramLabel = "ID",
      description =
          "Its name: the same request under the same name is done once, and its result"
              + " is there again (default: a random one).")
  @Nullable String requestId;

  @Option(names = "--chain", paramLabel = "ID", description = "The chain of goals it is one of.")
  @Nullable String chain;

  @Option(
      names = "--chain-step",
      paramLabel = "NUMBER",
      description = "With --chain: its place there, from 0 (default 0).")
  @Nullable Integer chainStep;

  /** The target as it is written, once it is known to be one. */
  String target() {
    if (target == null || !TARGETS.contains(target)) {
      throw new IllegalArgumentException(
          "--target is %s, expected action or final-state"
              .formatted(target == null ? "missing" : "'" + target + "'"));
    }
    return target;
  }

  String name() {
    return requestId == null ? UUID.randomUUID().toString() : requestId;
  }

  /** Exactly one input, and what belongs to it. */
  void requireInput() {
    if ((image == null) == (after == null)) {
      throw new IllegalArgumentException(
          image == null
              ? "--image is missing, expected the input image, or --after with an earlier request"
              : "--image and --after are both given, expected one input");
    }
    if (after == null && afterIndex != null) {
      throw new IllegalArgumentException("--after-index needs --after.");
    }
    if (chain == null && chainStep != null) {
      throw new IllegalArgumentException("--chain-step needs --chain.");
    }
    if (image != null && !Files.isRegularFile(image)) {
      throw new IllegalArgumentException(
          "--image is %s, where there is no file".formatted(image.toAbsolutePath()));
    }
  }
}
