package org.genhowto.launcher.training;

import java.util.concurrent.Callable;
import org.genhowto.launcher.options.ClusterOptions;
import org.genhowto.runtime.topic.TopicContents;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.Topics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Calls a training off. */
@Command(
    name = "cancel",
    description = "Calls a training off that has not ended; it stops at its next step.")
public final class CancelCommand implements Callable<Integer> {
  @Parameters(paramLabel = "ID", description = "As train list shows it.")
  private String id;

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  CancelCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    try (Platform platform = Platform.from(cluster.reached());
        TopicSender sender = TopicSender.of("train", platform)) {
      if (!TopicContents.table(platform, Topics.TRAINING_REQUESTS).containsKey(id)) {
        throw new IllegalArgumentException(
            "there is no training %s, expected one of `train list`".formatted(id));
      }
      sender.deleteAndWait(Topics.TRAINING_REQUESTS, id);
      spec.commandLine().getOut().println(id + ": called off");
      spec.commandLine().getOut().flush();
      return 0;
    }
  }
}
