package org.genhowto.ingest.decoding;

/** The process that read a video has ended before its end; the message is one sentence. */
final class ChildEndedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What ended it. */
  enum Cause {
    /** A fault, or memory: an earlier video in the same process may have prepared it. */
    STATE,
    /** What this video alone has used. */
    COST,
    /** Another process. */
    STRANGER
  }

  private final Cause by;

  ChildEndedException(Cause by, String message) {
    super(message);
    this.by = by;
  }

  Cause by() {
    return by;
  }
}
