package org.genhowto.gateway.webhook;

import org.genhowto.gateway.GatewaySettings;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.Section;
import org.genhowto.runtime.loop.ExactlyOnceLoop;
import org.genhowto.runtime.loop.LoopSettings;
import org.genhowto.runtime.worker.CompositeWorker;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.schemas.Topics;

/** Wires the worker that posts results. */
public final class WebhookWorker {
  /** Its settings. */
  public static final Section SECTION = WebhookSettings.SECTION;

  private static final String NAME = "webhooks";

  private WebhookWorker() {}

  /** The worker, not started; its keys begin with webhooks, links with gateway.base-url. */
  public static Worker worker(Platform platform, Configuration configuration) {
    WebhookSettings settings = WebhookSettings.from(configuration);
    WebhookCalls calls = new WebhookCalls(settings);
    String base = GatewaySettings.from(configuration).edge().baseUrl();
    return new CompositeWorker(
        ExactlyOnceLoop.of(
            NAME,
            platform,
            Topics.GENERATION_RESULTS,
            new WebhookHandler(settings, calls, platform.clock(), base),
            LoopSettings.from(configuration, SECTION).concurrent(settings.concurrency())),
        calls);
  }
}
