package org.genhowto.launcher.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of the build, which Maven writes into a resource. */
final class BuildVersion implements IVersionProvider {
  private static final String RESOURCE = "/org/genhowto/build.properties";

  @Override
  public String[] getVersion() {
    return new String[] {"genhowto " + ofBuild()};
  }

  static String ofBuild() {
    try (InputStream written = BuildVersion.class.getResourceAsStream(RESOURCE)) {
      if (written == null) {
        throw new IllegalStateException("The build has not written " + RESOURCE + ".");
      }
      Properties build = new Properties();
      build.load(written);
      return build.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException("The version of the build cannot be read.", e);
    }
  }
}
