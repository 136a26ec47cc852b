package org.genhowto.launcher.logging;

import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** Finds SLF4J the loggers of this program. */
public final class LineProvider implements SLF4JServiceProvider {
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter context = new NOPMDCAdapter();
  private @Nullable LineLoggers loggers;

  @Override
  public void initialize() {
    loggers = LineLoggers.of(System.getenv());
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    if (loggers == null) {
      throw new IllegalStateException("SLF4J asks for loggers before it has initialised them.");
    }
    return loggers;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return context;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }
}
