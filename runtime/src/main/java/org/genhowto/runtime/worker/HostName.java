package org.genhowto.runtime.worker;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.genhowto.runtime.config.ConfigurationException;

/** The host's name, as names of instances spell it. */
public final class HostName {
  private static final int LONGEST = 80;

  private HostName() {}

  public static String here() {
    try {
      return fit(InetAddress.getLocalHost().getHostName());
    } catch (UnknownHostException e) {
      throw new ConfigurationException(
          "worker.instance is not set and this host has no name, expected a name", e);
    }
  }

  /** A text with only what an instance's name, and a file's, may have. */
  public static String fit(String text) {
    String fitting = text.replaceAll("[^A-Za-z0-9._-]", "_");
    return fitting.length() > LONGEST ? fitting.substring(0, LONGEST) : fitting;
  }
}
