package org.genhowto.runtime.blob;

import java.util.List;
import java.util.Optional;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.config.SectionValues;
import org.genhowto.runtime.config.Setting;

/**
 * How to reach an S3 store; what is absent is left to the SDK's own ways (environment, profile,
 * instance role).
 */
record S3Settings(
    Optional<String> endpoint,
    Optional<String> region,
    boolean pathStyle,
    Optional<String> accessKeyId,
    Optional<String> secretAccessKey) {

  /** Keys of the section blobs that an S3 store takes. */
  static final List<Setting> KEYS =
      List.of(
          Setting.string("endpoint", "", "URL of an S3 store that is not Amazon's.")
              .otherwise("the SDK's"),
          Setting.string("region", "", "Region of the S3 store.").otherwise("the SDK's"),
          Setting.flag("path-style", "Whether the bucket stands in the path of the URL.")
              .otherwise("true where blobs.endpoint is set"),
          Setting.string(
                  "access-key-id", "", "Name of the S3 key; set with blobs.secret-access-key.")
              .otherwise("the SDK's: environment, profile or role"),
          Setting.secret("secret-access-key", "The S3 key; set with blobs.access-key-id.")
              .otherwise("the SDK's: environment, profile or role"));

  static final S3Settings DEFAULT =
      new S3Settings(Optional.empty(), Optional.empty(), false, Optional.empty(), Optional.empty());

  S3Settings {
    if (accessKeyId.isPresent() != secretAccessKey.isPresent()) {
      throw new ConfigurationException(
          "only one of blobs.access-key-id and blobs.secret-access-key is set, expected both or"
              + " none");
    }
  }

  static S3Settings from(SectionValues values) {
    Optional<String> endpoint = values.find("endpoint");
    return new S3Settings(
        endpoint,
        values.find("region"),
        values.flag("path-style").orElse(endpoint.isPresent()),
        values.find("access-key-id"),
        values.secret("secret-access-key"));
  }

  @Override
  public String toString() {
    return "S3Settings[endpoint=%s, region=%s, pathStyle=%s]"
        .formatted(endpoint, region, pathStyle);
  }
}
