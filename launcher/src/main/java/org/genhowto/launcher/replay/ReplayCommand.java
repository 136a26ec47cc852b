package org.genhowto.launcher.replay;

import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.genhowto.launcher.options.ClusterOptions;
import org.genhowto.launcher.options.Models;
import org.genhowto.launcher.options.ReportOptions;
import org.genhowto.launcher.progress.ProgressDisplay;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.PastMoment;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.CaptionedTriplet;
import org.genhowto.schemas.Topics;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A stage rehearsed on what the log holds. */
@Command(
    name = "replay",
    description = {
      "Runs a stage again over what Kafka holds of its input, with other weights or settings, and",
      "says how what it makes differs from what stands. Nothing changes: what it makes goes into a",
      "topic of its own, such as captioned-triplets.shadow-trial, that no worker reads.",
      "",
      "Of a video one choice is compared, the newest that stands.",
      "",
      "  localizer          sampled-frames scored and chosen anew, by all runs of one folder",
      "  triplet-selection  chosen anew by the scores in scored-frames",
      "  captioner          triplets captioned anew"
    },
    footerHeading = "%n",
    footer = {
      "With --promote what an earlier rehearsal of the captioner made goes to captioned-triplets:",
      "in the next version of the dataset its captions take the place of the former ones. Choices",
      "of a localizer are not promoted; give the worker its weights, and submit --again.",
      "",
      "Examples:",
      "  genhowto replay triplet-selection --set triplet-selection.min-confidence=0.4",
      "  genhowto replay captioner --since 7d --set captioner.model=/models/blip2 --shadow blip2",
      "  genhowto replay captioner --promote blip2"
    })
public final class ReplayCommand implements Callable<Integer> {
  private static final String LOCALIZER = "localizer";
  private static final String SELECTION = "triplet-selection";
  private static final String CAPTIONER = "captioner";
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  @Parameters(paramLabel = "STAGE", description = "localizer, triplet-selection or captioner.")
  private String stage;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "Inputs written since then: a moment such as 2026-01-31T08:00:00Z, or how long ago, such"
              + " as 7d (default: all that Kafka holds).")
  private @Nullable String since;

  @Option(
      names = "--shadow",
      paramLabel = "NAME",
      description =
          "What the shadow topic's name ends with: letters, digits, '.', '_' and '-' (default: the"
              + " time).")
  private @Nullable String shadow;

  @Option(
      names = "--promote",
      paramLabel = "NAME",
      description = "Runs nothing, and publishes what the rehearsal of that name made.")
  private @Nullable String promote;

  @Mixin private ReportOptions output = new ReportOptions();
  @Mixin private ClusterOptions cluster = new ClusterOptions();
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  ReplayCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!List.of(LOCALIZER, SELECTION, CAPTIONER).contains(stage)) {
      throw wrong(
          "stage is '%s', expected %s, %s or %s".formatted(stage, LOCALIZER, SELECTION, CAPTIONER));
    }
    Optional<Instant> from = moment();
    String name =
        promote != null
            ? promote
            : shadow != null ? shadow : NAME.format(Clock.systemUTC().instant());
    if (!name.matches("[A-Za-z0-9._-]{1,100}")) {
      throw wrong(
          "name is '%s', expected up to 100 letters, digits, '.', '_' and '-'".formatted(name));
    }
    if (promote != null && !stage.equals(CAPTIONER)) {
      throw wrong(
          "--promote is for captioner, not %s: give the worker its weights and submit --again"
              .formatted(stage));
    }
    Configuration configuration = Models.beneath(cluster.reached());
    try (Platform platform = Platform.from(configuration)) {
      if (promote != null) {
        promote(platform, name);
      } else {
        Comparison comparison = rehearse(platform, configuration, from, name);
        output.print(spec, comparison.text(), comparison);
      }
    }
    return 0;
  }

  private void promote(Platform platform, String name) throws InterruptedException {
    int sent =
        ShadowTopic.promote(
            platform,
            Topics.CAPTIONED_TRIPLETS,
            name,
            (CaptionedTriplet one) -> one.getTriplet().getTripletId());
    spec.commandLine()
        .getOut()
        .println("%d sent to %s".formatted(sent, Topics.CAPTIONED_TRIPLETS.name()));
    spec.commandLine().getOut().flush();
  }

  private Comparison rehearse(
      Platform platform, Configuration configuration, Optional<Instant> from, String name)
      throws InterruptedException {
    try (ProgressDisplay progress = ProgressDisplay.of("inputs", spec.commandLine().getErr());
        ReplayedStage<?, ?> run = stage(platform, configuration)) {
      return new Replay(platform, from, name, progress).run(stage, run);
    }
  }

  private ReplayedStage<?, ?> stage(Platform platform, Configuration configuration) {
    return switch (stage) {
      case LOCALIZER -> new LocalizerStage(configuration, platform.blobs());
      case SELECTION -> new SelectionStage(configuration);
      default -> new CaptionerStage(configuration, platform.blobs());
    };
  }

  private Optional<Instant> moment() {
    if (since == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(PastMoment.parse(since, Clock.systemUTC().instant()));
    } catch (DateTimeException e) {
      throw new ParameterException(
          spec.commandLine(),
          "--since is '%s', expected a moment such as 2026-01-31T08:00:00Z or a length such as 7d"
              .formatted(since),
          e);
    }
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
