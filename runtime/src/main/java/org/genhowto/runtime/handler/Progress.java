package org.genhowto.runtime.handler;

/** What a long-running handler can tell and ask while it works. */
public interface Progress {

  /** Sends a record now, without waiting for it: it may be lost or repeated. */
  void tell(Output<?> output);

  /**
   * Whether the request was called off; the handler then ends soon, with an outcome that says so.
   */
  boolean cancelled();
}
