package org.genhowto.launcher.logging;

import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** The loggers of the program by name; they write to the standard error stream. */
final class LineLoggers implements ILoggerFactory {
  private final Map<String, Logger> loggers = new ConcurrentHashMap<>();
  private final Levels levels;
  private final LineSink sink;

  private LineLoggers(Levels levels, LineSink sink) {
    this.levels = levels;
    this.sink = sink;
  }

  /** GENHOWTO_LOG is the level of this program's own lines, GENHOWTO_LOG_FORMAT text or json. */
  static LineLoggers of(Map<String, String> environment) {
    LineFormat format =
        environment.getOrDefault("GENHOWTO_LOG_FORMAT", "text").equalsIgnoreCase("json")
            ? LineFormat.JSON
            : LineFormat.TEXT;
    return new LineLoggers(
        Levels.of(level(environment)),
        new LineSink(format, Clock.systemUTC(), line -> System.err.println(line)));
  }

  private static String level(Map<String, String> environment) {
    String asked = environment.getOrDefault("GENHOWTO_LOG", "").toUpperCase(Locale.ROOT);
    for (Level level : Level.values()) {
      if (level.name().equals(asked)) {
        return asked;
      }
    }
    return ""; // What is no level asks for nothing.
  }

  @Override
  public Logger getLogger(String name) {
    return loggers.computeIfAbsent(name, added -> new LineLogger(added, levels.at(added), sink));
  }
}
