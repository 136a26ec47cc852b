package org.genhowto.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why the gateway did not do what it was asked: a status, the field at fault, one sentence. */
public final class GatewayException extends RuntimeException {
  /** There was no answer, or none that could be read. */
  public static final int NO_ANSWER = 0;

  private static final long serialVersionUID = 1L;
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;

  private final int status;
  private final @Nullable String field;

  GatewayException(int status, @Nullable String field, String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
    this.status = status;
    this.field = field;
  }

  static GatewayException unreached(String sentence, @Nullable Throwable cause) {
    return new GatewayException(NO_ANSWER, null, sentence, cause);
  }

  /** HTTP status, or {@link #NO_ANSWER}. */
  public int status() {
    return status;
  }

  /** The field of the request that is at fault, where it is one. */
  public Optional<String> field() {
    return Optional.ofNullable(field);
  }

  /** Whether the same call may be answered a little later. */
  public boolean passes() {
    return status == NO_ANSWER || status == UNAVAILABLE;
  }

  /** Whether the gateway does not know the request, or not yet, as after its start. */
  boolean unknown() {
    return status == NOT_FOUND;
  }
}
