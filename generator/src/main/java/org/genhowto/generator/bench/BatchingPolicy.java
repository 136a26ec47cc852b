package org.genhowto.generator.bench;

/** Which requests a device works on at once. */
public enum BatchingPolicy {
  /** One after the other. */
  NONE,
  /** Those that wait go together, and all are answered when the longest is done. */
  REQUEST,
  /** Requests join and go before every step: continuous batching. */
  STEP
}
