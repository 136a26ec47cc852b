package org.genhowto.runtime.loop;

import org.apache.avro.specific.SpecificRecord;
import org.genhowto.runtime.handler.RequestHandler;
import org.genhowto.runtime.worker.Loop;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.WorkerContext;
import org.genhowto.schemas.Topic;

/**
 * Works through requests one at a time, at least once, with as many workers as there is work for: a
 * share group hands each request to one of them, whatever the number of partitions.
 *
 * <p>The outputs are written before the request is accepted, so none is lost; a worker that dies
 * between the two makes another write them again, so outputs are to be the same for the same
 * request. While the handler works, the loop tells the broker so; a worker that dies or hangs loses
 * its request to another.
 */
public final class ShareGroupLoop<V extends SpecificRecord> extends Loop {
  /** What is worked on, and how. */
  record RequestWiring<V extends SpecificRecord>(
      Topic<V> input, RequestHandler<V> handler, ShareSettings settings) {}

  public static <V extends SpecificRecord> ShareGroupLoop<V> of(
      String name,
      Platform platform,
      Topic<V> input,
      RequestHandler<V> handler,
      ShareSettings settings) {
    return new ShareGroupLoop<>(
        name,
        platform,
        new RequestWiring<>(input, handler, settings),
        ShareGroup.of(name, platform));
  }

  ShareGroupLoop(String name, Platform platform, RequestWiring<V> work, ShareGroup group) {
    this(new WorkerContext(name, platform), work, group);
  }

  private ShareGroupLoop(WorkerContext context, RequestWiring<V> work, ShareGroup group) {
    this(context, new ShareGroupSteps<>(context, work, group));
  }

  private ShareGroupLoop(WorkerContext context, ShareGroupSteps<V> steps) {
    super(context, steps);
  }
}
