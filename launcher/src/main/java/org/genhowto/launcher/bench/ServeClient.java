package org.genhowto.launcher.bench;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.genhowto.client.GatewayClient;
import org.genhowto.launcher.bench.ServeWatch.Life;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topics;

/** Asks a running system for images, and sees what becomes of it. */
final class ServeClient implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(15);
  static final String PROMPT = "a sliced apple";

  private final byte[] picture;
  private final TopicSender sender;
  private final ServeWatch watch;
  private final GatewayClient gateway;

  /**
   * @param picture a PNG
   */
  ServeClient(ServeBed bed, byte[] picture) throws InterruptedException {
    this.picture = picture.clone();
    this.sender = TopicSender.of("bench", bed.platform());
    this.watch = new ServeWatch(bed.platform());
    this.gateway = new GatewayClient(bed.gateway());
  }

  GatewayClient gateway() {
    return gateway;
  }

  ServeWatch watch() {
    return watch;
  }

  byte[] picture() {
    return picture.clone();
  }

  /** Sends a request of one image straight to Kafka; no two ask for the same. */
  void ask(String id, int steps, Consumer<GenerationRequest.Builder> change)
      throws InterruptedException {
    GenerationRequest.Builder request =
        GenerationRequest.newBuilder()
            .setRequestId(id)
            .setInlineImage(ByteBuffer.wrap(picture))
            .setPrompt(PROMPT)
            .setTarget(Target.FINAL_STATE)
            .setSteps(steps)
            .setSkip(0);
    change.accept(request);
    sender.sendAndWait(Topics.GENERATION_REQUESTS, id, request.build());
  }

  /** What became of requests, once all are over. */
  List<Life> ends(List<String> ids) throws InterruptedException {
    List<Life> ends = new ArrayList<>();
    for (String id : ids) {
      ends.add(watch.await(id, PATIENCE, Life::over));
    }
    return ends;
  }

  @Override
  public void close() {
    watch.close();
    sender.close();
  }
}
