package org.genhowto.launcher.logging;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.genhowto.runtime.json.Json;
import org.genhowto.schemas.Causes;

/** How an event is written: always in one line, unless stack traces are asked for. */
enum LineFormat {
  /** TIME LEVEL Logger: message key=value. */
  TEXT {
    @Override
    String line(Instant time, LineEvent event) {
      StringBuilder line = new StringBuilder(time(time));
      line.append(' ').append(event.level()).append(' ').append(shortName(event.logger()));
      line.append(": ").append(oneLine(event.message()));
      for (LineEvent.Pair pair : event.context()) {
        line.append(' ').append(pair.key()).append('=').append(quoted(pair.value()));
      }
      if (event.thrown() != null) {
        line.append(" cause=").append(quoted(Causes.sentence(event.thrown())));
        line.append(event.stack() ? System.lineSeparator() + stack(event.thrown()) : "");
      }
      return line.toString();
    }
  },

  /** An object with time, level, logger, message, cause and the context. */
  JSON {
    @Override
    String line(Instant time, LineEvent event) {
      Map<String, String> fields = new LinkedHashMap<>();
      fields.put("time", time(time));
      fields.put("level", event.level().name());
      fields.put("logger", event.logger());
      fields.put("message", event.message());
      event.context().forEach(pair -> fields.putIfAbsent(pair.key(), pair.value()));
      if (event.thrown() != null) {
        fields.putIfAbsent("cause", Causes.sentence(event.thrown()));
        if (event.stack()) {
          fields.put("stack", stack(event.thrown()));
        }
      }
      try {
        return Json.PLAIN.writeValueAsString(fields);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("a map of texts is always JSON", e);
      }
    }
  };

  abstract String line(Instant time, LineEvent event);

  private static String time(Instant time) {
    return DateTimeFormatter.ISO_INSTANT.format(time.truncatedTo(ChronoUnit.MILLIS));
  }

  private static String shortName(String logger) {
    return logger.substring(logger.lastIndexOf('.') + 1);
  }

  private static String quoted(String value) {
    String line = oneLine(value);
    boolean plain = !line.isEmpty() && line.chars().noneMatch(c -> c == ' ' || c == '"');
    return plain ? line : '"' + line.replace("\"", "'") + '"';
  }

  /** What others send may hold line breaks, which must not look like further events. */
  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*[\\r\\n\\u2028]+\\s*", " ").replaceAll("\\p{Cntrl}", "?");
  }

  private static String stack(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString().stripTrailing();
  }
}
