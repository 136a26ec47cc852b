package org.genhowto.runtime.tracing;

import java.util.function.Supplier;

/** Takes the spans of a process. */
public interface Spans extends AutoCloseable {
  /** Nobody watches: no span is made, and none costs anything. */
  Spans OFF =
      new Spans() {
        @Override
        public boolean on() {
          return false;
        }

        @Override
        public void tell(Supplier<RecordSpan> span) {}

        @Override
        public void close() {}
      };

  /** Whether somebody watches. */
  boolean on();

  /** Tells of something that ended; it is made only where somebody watches. Does not wait. */
  void tell(Supplier<RecordSpan> span);

  /** Sends what was told, within limits. */
  @Override
  void close();
}
