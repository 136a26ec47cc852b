package org.genhowto.launcher.logging;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.genhowto.schemas.Redaction;

/**
 * Writes events, and the same one no more than twice a minute: what repeats is counted, and the
 * count comes with its next line.
 */
final class LineSink {
  private static final Duration AGAIN = Duration.ofSeconds(30);
  private static final int REMEMBERED = 256;

  private final LineFormat format;
  private final Clock clock;
  private final Consumer<String> out;

  /** By the event without its time; the longest unheard of is forgotten first. */
  private final Map<String, Seen> seen =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** When an event was written, and how often it came since. */
  private record Seen(Instant written, int since) {}

  LineSink(LineFormat format, Clock clock, Consumer<String> out) {
    this.format = format;
    this.clock = clock;
    this.out = out;
  }

  synchronized void write(LineEvent event) {
    Instant now = clock.instant();
    String same = format.line(Instant.EPOCH, event);
    Seen last = seen.get(same);
    if (last != null && now.isBefore(last.written().plus(AGAIN))) {
      seen.put(same, new Seen(last.written(), last.since() + 1));
      return;
    }
    seen.put(same, new Seen(now, 0));
    LineEvent written = last == null || last.since() == 0 ? event : counted(event, last);
    out.accept(Redaction.text(format.line(now, written)));
  }

  private static LineEvent counted(LineEvent event, Seen last) {
    List<LineEvent.Pair> context = new ArrayList<>(event.context());
    context.add(new LineEvent.Pair("repeated", Integer.toString(last.since())));
    return new LineEvent(
        event.level(), event.logger(), event.message(), context, event.thrown(), event.stack());
  }
}
