package org.genhowto.runtime.tracing;

import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.function.Supplier;
import org.genhowto.runtime.record.TraceContext;
import org.jspecify.annotations.Nullable;

/** Gives a span the ids that derive from its record; any other span gets random ones. */
final class DerivedIds implements IdGenerator {
  private static final ThreadLocal<@Nullable TraceContext> PRESENT = new ThreadLocal<>();

  private final IdGenerator others = IdGenerator.random();

  /** Makes what gets the ids of a step. */
  <T> T during(TraceContext trace, Supplier<T> making) {
    PRESENT.set(trace);
    try {
      return making.get();
    } finally {
      PRESENT.remove();
    }
  }

  @Override
  public String generateSpanId() {
    TraceContext trace = PRESENT.get();
    return trace == null ? others.generateSpanId() : trace.span();
  }

  @Override
  public String generateTraceId() {
    TraceContext trace = PRESENT.get();
    return trace == null ? others.generateTraceId() : trace.traceId();
  }
}
