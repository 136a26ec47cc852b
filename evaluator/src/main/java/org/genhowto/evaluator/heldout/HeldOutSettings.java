package org.genhowto.evaluator.heldout;

import java.nio.file.Path;
import java.util.Optional;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.Section;
import org.genhowto.runtime.config.SectionValues;
import org.genhowto.runtime.config.Setting;

/**
 * Settings of the worker that asks each release the same.
 *
 * @param requests folder with the requests, see {@link HeldOutSet}
 * @param set name of the evaluation set that the answers are measured in
 * @param atOnce most requests that are open at a time
 * @param asks when they are sent
 */
public record HeldOutSettings(Optional<Path> requests, String set, int atOnce, Asks asks) {
  /** When what serves is asked. */
  public enum Asks {
    /** With every release, so that its metrics are known. */
    ALWAYS,
    /** While a candidate of the same target is tried: all else would cost for nothing. */
    BESIDE_A_CANDIDATE
  }

  public static final Section SECTION =
      Section.of(
          "held-out",
          "The worker that sends the same requests for each release, at low priority.",
          Setting.path("requests", "", "Folder with requests.json and the images it names.")
              .otherwise("nothing is sent"),
          Setting.string(
              "set", "test", "Name of the evaluation set that the answers are measured in."),
          Setting.whole("at-once", 4, 1, 10_000, "Most requests that are open at a time.")
              .in("requests"),
          Setting.choice(
              "asks",
              Asks.ALWAYS,
              "When what serves is asked: with each release, or beside a candidate alone."));

  public static HeldOutSettings from(Configuration configuration) {
    SectionValues values = configuration.values(SECTION);
    return new HeldOutSettings(
        values.findPath("requests"),
        values.string("set"),
        values.integer("at-once"),
        values.choice("asks", Asks.class));
  }
}
