package org.genhowto.runtime.queue;

import java.util.Optional;
import org.genhowto.runtime.handler.RequestHandler;
import org.genhowto.runtime.worker.Loop;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.WorkerContext;
import org.genhowto.schemas.GenerationRequest;

/**
 * Works through generation requests together with others of its kind, in one order: the most urgent
 * first, each by whoever is free.
 *
 * <p>Every member reads all requests, results, cancellations and claims, and so knows what is open.
 * It claims what it wants by a record in {@code generation-claims}, whose order decides. What comes
 * of a request is written in a transaction of the member's own id; whoever takes a request over
 * from a member that gives no sign of life first ends that id's transactions for good and reads the
 * results to their end. So every request has one result, whatever is killed, stopped or late.
 */
public final class QueueLoop extends Loop {
  /** The worker whose requests these are. */
  public static final String GENERATOR = "generator";

  private final QueueSteps steps;

  /**
   * What is worked on, and how.
   *
   * @param capacity how many requests are in hand at once; none where the member only ends what
   *     needs no work, such as cancelled requests
   * @param headroom how many more there may be of high priority
   */
  public record Wiring(
      RequestHandler<GenerationRequest> handler,
      QueueSettings settings,
      int capacity,
      int headroom) {}

  public static QueueLoop of(String name, Platform platform, String member, Wiring wiring) {
    WorkerContext context = new WorkerContext(name, platform);
    return new QueueLoop(context, new QueueSteps(context, member, wiring));
  }

  private QueueLoop(WorkerContext context, QueueSteps steps) {
    super(context, steps);
    this.steps = steps;
  }

  /** Name of the group that keeps from where the requests must be read. */
  public static String group() {
    return "genhowto-" + GENERATOR + "-queue";
  }

  /**
   * Where a request stands that nobody works on yet, as this member knows; empty where it is in
   * hand, is called off, has ended or is not known.
   */
  public Optional<QueuePlace> place(String requestId) {
    return steps.place(requestId);
  }
}
