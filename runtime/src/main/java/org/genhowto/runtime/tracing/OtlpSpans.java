package org.genhowto.runtime.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.genhowto.runtime.record.TraceContext;
import org.genhowto.schemas.Redaction;

/**
 * Sends spans by OTLP over HTTP, in batches and from a thread of its own. What cannot be sent is
 * given up and told of: no record waits for its span. A trace that its beginner does not record
 * (flag 00) is not sent.
 */
public final class OtlpSpans implements Spans {
  private static final int PATIENCE_SECONDS = 5;

  /** Tells of failures with whole stacks; they are told of here. Held, as it would be forgotten. */
  private static final Logger SILENCED = Logger.getLogger("io.opentelemetry");

  private final DerivedIds ids = new DerivedIds();
  private final SdkTracerProvider provider;
  private final Tracer tracer;

  OtlpSpans(SpanExporter exporter, String instance) {
    SILENCED.setLevel(Level.OFF);
    this.provider =
        SdkTracerProvider.builder()
            .setIdGenerator(ids)
            .setSampler(Sampler.parentBased(Sampler.alwaysOn()))
            .setResource(
                Resource.create(
                    Attributes.builder()
                        .put("service.name", "genhowto")
                        .put("service.instance.id", instance)
                        .build()))
            .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
            .build();
    this.tracer = provider.get("org.genhowto");
  }

  /**
   * @param endpoint whole address to which spans are posted, such as
   *     http://localhost:4318/v1/traces
   * @param instance of this process
   */
  public static Spans to(String endpoint, String instance) {
    return new OtlpSpans(
        new ToldExporter(
            OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint)
                .setTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .build(),
            endpoint),
        instance);
  }

  @Override
  public boolean on() {
    return true;
  }

  @Override
  public void tell(Supplier<RecordSpan> made) {
    RecordSpan told = made.get();
    SpanBuilder builder =
        tracer
            .spanBuilder(told.name())
            .setParent(parent(told.trace()))
            .setSpanKind(
                switch (told.kind()) {
                  case HANDLED -> SpanKind.CONSUMER;
                  case SENT -> SpanKind.PRODUCER;
                })
            .setStartTimestamp(told.start());
    told.attributes()
        .forEach(
            (name, value) -> {
              if (value instanceof Number number) {
                builder.setAttribute(name, number.longValue());
              } else {
                builder.setAttribute(name, Redaction.text(String.valueOf(value)));
              }
            });
    Span span = ids.during(told.trace(), builder::startSpan);
    if (told.failed()) {
      span.setStatus(StatusCode.ERROR);
    }
    span.end(told.end());
  }

  private static Context parent(TraceContext trace) {
    return trace
        .parent()
        .map(
            id ->
                Context.root()
                    .with(
                        Span.wrap(
                            SpanContext.createFromRemoteParent(
                                trace.traceId(),
                                id,
                                TraceFlags.fromHex(trace.flags(), 0),
                                TraceState.getDefault()))))
        .orElseGet(Context::root);
  }

  /** Sends what was told until now, within limits. */
  void flush() {
    provider.forceFlush().join(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    provider.shutdown().join(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
