package org.genhowto.launcher.embedded;

/** A refusal as Confluent's Schema Registry spells it: HTTP status, error code, sentence. */
final class RegistryError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  static final int NOT_FOUND = 404;
  static final int NOT_ALLOWED = 405;
  static final int CONFLICT = 409;
  static final int TOO_LARGE = 413;
  static final int UNPROCESSABLE = 422;
  static final int BROKEN = 500;

  private final int status;
  private final int code;

  RegistryError(int status, int code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  static RegistryError subjectNotFound(String subject) {
    return new RegistryError(NOT_FOUND, 40401, "Subject '%s' not found.".formatted(subject));
  }

  static RegistryError versionNotFound(int version) {
    return new RegistryError(NOT_FOUND, 40402, "Version %d not found.".formatted(version));
  }

  static RegistryError schemaNotFound() {
    return new RegistryError(NOT_FOUND, 40403, "Schema not found");
  }

  static RegistryError levelNotFound(String subject) {
    return new RegistryError(
        NOT_FOUND,
        40408,
        "Subject '%s' does not have subject-level compatibility configured".formatted(subject));
  }

  static RegistryError invalidSchema(String why) {
    return new RegistryError(UNPROCESSABLE, 42201, "Invalid schema: " + why);
  }

  static RegistryError invalidVersion(String version) {
    return new RegistryError(
        UNPROCESSABLE,
        42202,
        ("The specified version '%s' is not a valid version id. Allowed values are between"
                + " [1, 2^31-1] and the string \"latest\"")
            .formatted(version));
  }

  static RegistryError invalidLevel() {
    return new RegistryError(
        UNPROCESSABLE,
        42203,
        "Invalid compatibility level. Valid values are none, backward, forward, full,"
            + " backward_transitive, forward_transitive, and full_transitive");
  }

  int status() {
    return status;
  }

  int code() {
    return code;
  }
}
