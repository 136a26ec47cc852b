package org.genhowto.runtime.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells where spans cannot be sent, in a line for each batch. */
final class ToldExporter implements SpanExporter {
  private static final Logger LOG = LoggerFactory.getLogger(ToldExporter.class);

  private final SpanExporter exporter;
  private final String endpoint;

  ToldExporter(SpanExporter exporter, String endpoint) {
    this.exporter = exporter;
    this.endpoint = endpoint;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    CompletableResultCode result = exporter.export(spans);
    result.whenComplete(
        () -> {
          if (!result.isSuccess()) {
            LOG.atWarn()
                .addKeyValue("endpoint", endpoint)
                .addKeyValue("cause", cause(result.getFailureThrowable()))
                .log("spans are not taken and are given up: see telemetry.otlp-endpoint");
          }
        });
    return result;
  }

  private static String cause(@Nullable Throwable thrown) {
    return thrown == null ? "refused" : String.valueOf(thrown.getMessage());
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
