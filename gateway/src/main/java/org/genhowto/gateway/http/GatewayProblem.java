package org.genhowto.gateway.http;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why the gateway does not do what was asked: a status, one sentence, and the field at fault. */
public final class GatewayProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int NOT_ACCEPTABLE = 406;
  private static final int CONFLICT = 409;
  public static final int TOO_LARGE = 413;
  private static final int UNSUPPORTED_MEDIA_TYPE = 415;
  private static final int UNUSABLE = 422;
  private static final int TOO_MANY = 429;
  private static final int BROKEN = 500;
  private static final int UNAVAILABLE = 503;
  private static final int NOT_IN_TIME = 504;

  private static final Duration SOON = Duration.ofSeconds(5);

  private final int status;
  private final @Nullable String field;
  private final @Nullable Duration again;

  private GatewayProblem(
      int status, @Nullable String field, String message, @Nullable Throwable cause) {
    this(status, field, message, cause, status == UNAVAILABLE ? SOON : null);
  }

  private GatewayProblem(
      int status,
      @Nullable String field,
      String message,
      @Nullable Throwable cause,
      @Nullable Duration again) {
    super(message, cause);
    this.status = status;
    this.field = field;
    this.again = again;
  }

  /** Nobody known asks. */
  public static GatewayProblem unauthorized(String message) {
    return new GatewayProblem(UNAUTHORIZED, null, message, null);
  }

  /** Whoever asks is known, and may not. */
  public static GatewayProblem forbidden(String message) {
    return new GatewayProblem(FORBIDDEN, null, message, null);
  }

  /** The same of what a field asks for. */
  public static GatewayProblem forbidden(String field, String message) {
    return new GatewayProblem(FORBIDDEN, field, message, null);
  }

  /**
   * Too much is asked for.
   *
   * @param again when it may be asked for again
   */
  public static GatewayProblem tooMany(String message, Duration again) {
    return new GatewayProblem(TOO_MANY, null, message, null, again);
  }

  public static GatewayProblem badField(String field, String message) {
    return new GatewayProblem(BAD_REQUEST, field, message, null);
  }

  public static GatewayProblem badBody(String message) {
    return new GatewayProblem(BAD_REQUEST, null, message, null);
  }

  public static GatewayProblem notFound(String message) {
    return new GatewayProblem(NOT_FOUND, null, message, null);
  }

  public static GatewayProblem unacceptable(String message) {
    return new GatewayProblem(NOT_ACCEPTABLE, null, message, null);
  }

  public static GatewayProblem conflict(@Nullable String field, String message) {
    return new GatewayProblem(CONFLICT, field, message, null);
  }

  public static GatewayProblem unsupported(String message) {
    return new GatewayProblem(UNSUPPORTED_MEDIA_TYPE, null, message, null);
  }

  /** A field that holds something of another kind than is taken here. */
  public static GatewayProblem unsupported(String field, String message) {
    return new GatewayProblem(UNSUPPORTED_MEDIA_TYPE, field, message, null);
  }

  /** A field that is written as it has to be, and means nothing that can be used. */
  public static GatewayProblem unusable(String field, String message) {
    return new GatewayProblem(UNUSABLE, field, message, null);
  }

  /** The same of a field in a part of a body. */
  public GatewayProblem in(String part) {
    return new GatewayProblem(
        status,
        field == null ? null : part + field,
        String.valueOf(getMessage()),
        getCause(),
        again);
  }

  /** A bug of the gateway's own; the log has what the caller is not told. */
  public static GatewayProblem broken(Throwable cause) {
    return new GatewayProblem(
        BROKEN, null, "The gateway could not answer; its log says why.", cause);
  }

  /** What was waited for has not come. */
  public static GatewayProblem notInTime(String message) {
    return new GatewayProblem(NOT_IN_TIME, null, message, null, SOON);
  }

  public static GatewayProblem unavailable(String message, @Nullable Throwable cause) {
    return new GatewayProblem(UNAVAILABLE, null, message, cause);
  }

  public int status() {
    return status;
  }

  /** After how long the same request may be taken; empty where it never is. */
  public Optional<Duration> again() {
    return Optional.ofNullable(again);
  }

  /** Whether whoever asks has to say who it is. */
  public boolean isUnauthorized() {
    return status == UNAUTHORIZED;
  }

  public @Nullable String field() {
    return field;
  }
}
