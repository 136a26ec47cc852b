package org.genhowto.launcher.logging;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/** Makes an event of whatever way a library has of logging. */
final class LineLogger extends LegacyAbstractLogger implements LoggingEventAware {
  private static final long serialVersionUID = 1L;

  private final int from;
  private final transient LineSink sink;

  LineLogger(String name, int from, LineSink sink) {
    this.name = name;
    this.from = from;
    this.sink = sink;
  }

  @Override
  public void log(LoggingEvent event) {
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    List<Object> arguments = event.getArguments();
    String message =
        MessageFormatter.basicArrayFormat(
            String.valueOf(event.getMessage()), arguments == null ? null : arguments.toArray());
    write(event.getLevel(), message, pairs == null ? List.of() : pairs, event.getThrowable());
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      @Nullable String pattern,
      Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    write(
        level,
        MessageFormatter.basicArrayFormat(String.valueOf(pattern), arguments),
        List.of(),
        thrown);
  }

  private void write(
      Level level, String message, List<KeyValuePair> pairs, @Nullable Throwable thrown) {
    List<LineEvent.Pair> context = new ArrayList<>();
    pairs.forEach(pair -> context.add(new LineEvent.Pair(pair.key, String.valueOf(pair.value))));
    sink.write(new LineEvent(level, name, message, context, thrown, isDebugEnabled()));
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  public boolean isTraceEnabled() {
    return from <= Level.TRACE.toInt();
  }

  @Override
  public boolean isDebugEnabled() {
    return from <= Level.DEBUG.toInt();
  }

  @Override
  public boolean isInfoEnabled() {
    return from <= Level.INFO.toInt();
  }

  @Override
  public boolean isWarnEnabled() {
    return from <= Level.WARN.toInt();
  }

  @Override
  public boolean isErrorEnabled() {
    return from <= Level.ERROR.toInt();
  }
}
