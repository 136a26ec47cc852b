package org.genhowto.runtime.topic;

/** A topic that is asked for is not on the cluster. */
public final class AbsentTopicException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AbsentTopicException(String message) {
    super(message);
  }
}
