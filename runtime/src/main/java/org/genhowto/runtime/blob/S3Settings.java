package org.genhowto.runtime.blob;

import java.util.Optional;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.ConfigurationException;

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

  static final S3Settings DEFAULT =
      new S3Settings(Optional.empty(), Optional.empty(), false, Optional.empty(), Optional.empty());

  S3Settings {
    if (accessKeyId.isPresent() != secretAccessKey.isPresent()) {
      throw new ConfigurationException(
          "only one of blobs.access-key-id and blobs.secret-access-key is set, expected both or"
              + " none");
    }
  }

  static S3Settings from(Configuration configuration) {
    Optional<String> endpoint = configuration.find("blobs.endpoint");
    return new S3Settings(
        endpoint,
        configuration.find("blobs.region"),
        configuration.flag("blobs.path-style", endpoint.isPresent()),
        configuration.find("blobs.access-key-id"),
        configuration.find("blobs.secret-access-key"));
  }

  @Override
  public String toString() {
    return "S3Settings[endpoint=%s, region=%s, pathStyle=%s]"
        .formatted(endpoint, region, pathStyle);
  }
}
