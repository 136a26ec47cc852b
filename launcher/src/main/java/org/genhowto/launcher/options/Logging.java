package org.genhowto.launcher.options;

/** Logging of the command line: warnings, unless GENHOWTO_LOG says another level. */
public final class Logging {
  private Logging() {}

  /** Must run before the first logger is made. */
  public static void configure() {
    String level = System.getenv().getOrDefault("GENHOWTO_LOG", "warn");
    set("defaultLogLevel", "error");
    set("log.org.genhowto", level);
    set("showDateTime", "true");
    set("dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
    set("showShortLogName", "true");
  }

  private static void set(String key, String value) {
    String name = "org.slf4j.simpleLogger." + key;
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }
}
