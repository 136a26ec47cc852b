package org.genhowto.runtime.streams;

import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.streams.errors.TopologyException;
import org.genhowto.schemas.Causes;

/** What ended a topology for good, as no waiting mends it. */
final class StreamsFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  StreamsFailedException(Throwable cause) {
    super(reason(cause), cause);
  }

  /** Whether a person has to change something before the topology can run. */
  static boolean isFinal(Throwable thrown) {
    return Causes.of(thrown)
        .anyMatch(
            cause ->
                cause instanceof AuthorizationException
                    || cause instanceof UnsupportedVersionException
                    || cause instanceof InvalidConfigurationException
                    || cause instanceof ConfigException
                    || (cause instanceof TopologyException && cause.getCause() == null));
  }

  /** What was thrown and what caused it, each once, in one line. */
  static String reason(Throwable thrown) {
    return Causes.of(thrown)
        .map(
            each -> each.getMessage() == null ? each.getClass().getSimpleName() : each.getMessage())
        .distinct()
        .collect(Collectors.joining(", because of "))
        .replaceAll("\\s+", " ");
  }
}
