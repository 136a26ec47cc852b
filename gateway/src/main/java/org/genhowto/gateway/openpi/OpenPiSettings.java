package org.genhowto.gateway.openpi;

import java.time.Duration;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.Section;
import org.genhowto.runtime.config.SectionValues;
import org.genhowto.runtime.config.Setting;

/**
 * How the gateway stands in for a policy server.
 *
 * @param imageKey the key of an observation that holds the image to start from
 * @param connections open at the same time
 * @param within how long after an observation its goal image is of use
 */
record OpenPiSettings(String imageKey, int connections, Duration within) {
  static final Section SECTION =
      Section.of(
          "openpi",
          "The websocket that robots with openpi's client reach at /v1/openpi of the gateway.",
          Setting.string(
              "image-key",
              "observation/image",
              "Key of an observation that holds the image to start from, as uint8 of shape (height,"
                  + " width, 3)."),
          Setting.whole("connections", 16, 1, 1000, "Connections at the same time.")
              .in("connections"),
          Setting.duration(
              "within",
              "1m",
              "1s",
              "1d",
              "How long after an observation its goal image is of use, where the observation does"
                  + " not say so itself."));

  static OpenPiSettings from(Configuration configuration) {
    SectionValues values = configuration.values(SECTION);
    return new OpenPiSettings(
        values.string("image-key"), values.integer("connections"), values.duration("within"));
  }
}
