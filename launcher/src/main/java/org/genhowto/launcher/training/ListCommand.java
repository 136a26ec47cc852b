package org.genhowto.launcher.training;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.genhowto.launcher.options.ClusterOptions;
import org.genhowto.runtime.topic.TopicContents;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.TrainingRequest;
import org.genhowto.schemas.TrainingStatus;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says where trainings stand. */
@Command(name = "list", description = "Says where each training stands, the newest first.")
public final class ListCommand implements Callable<Integer> {
  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  ListCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (Platform platform = Platform.from(cluster.reached())) {
      Map<String, TrainingStatus> statuses = TopicContents.table(platform, Topics.TRAININGS);
      Map<String, TrainingRequest> all = new TreeMap<>();
      statuses.forEach((id, status) -> all.put(id, status.getRequest()));
      all.putAll(TopicContents.table(platform, Topics.TRAINING_REQUESTS));
      if (all.isEmpty()) {
        out.println("no training was asked for");
      }
      all.values().stream()
          .sorted(Comparator.comparing(TrainingRequest::getRequestedAt).reversed())
          .forEach(request -> out.println(line(request, statuses.get(request.getTrainingId()))));
      out.flush();
      return 0;
    }
  }

  static String line(TrainingRequest request, @Nullable TrainingStatus status) {
    if (status == null) {
      return "%-44s waiting".formatted(request.getTrainingId());
    }
    StringBuilder line =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%-44s %s step %d of %d",
                request.getTrainingId(),
                status.getState().name().toLowerCase(Locale.ROOT),
                status.getStep(),
                request.getSteps()));
    status
        .getLoss()
        .ifPresent(loss -> line.append(String.format(Locale.ROOT, ", loss %.4f", loss)));
    status
        .getSamplesPerSecond()
        .ifPresent(pace -> line.append(String.format(Locale.ROOT, ", %.1f samples/s", pace)));
    status
        .getSecondsLeft()
        .ifPresent(left -> line.append(String.format(Locale.ROOT, ", %.0f s left", left)));
    status.getCandidate().ifPresent(version -> line.append(", candidate ").append(version));
    if (!status.getMessage().isEmpty()) {
      line.append(": ").append(status.getMessage());
    }
    return line.toString();
  }
}
