package org.genhowto.runtime.start;

import java.util.List;
import java.util.Optional;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.SchemaRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the schemas of all topics registered before anyone writes, so that whoever reads finds every
 * subject, also one that no record came to yet.
 */
final class SchemaCheck {
  private static final Logger LOG = LoggerFactory.getLogger(SchemaCheck.class);

  private final SchemaRegistration registration;

  SchemaCheck(AvroSerdes serdes) {
    this.registration = new SchemaRegistration(serdes);
  }

  /**
   * Registers what is missing; what the registry refuses is told in one event, and hinders only
   * those who write it.
   *
   * @return why it cannot be registered now, which passes; empty once the registry has answered
   */
  Optional<String> trouble() {
    try {
      List<String> refused = registration.register();
      if (!refused.isEmpty()) {
        LOG.atError()
            .addKeyValue("refused", refused.size())
            .log("schemas are not registered: {}", String.join("; ", refused));
      }
      return Optional.empty();
    } catch (RegistryUnavailableException e) {
      return Optional.of(e.getMessage() + ": the schemas of the topics are not registered yet");
    }
  }
}
