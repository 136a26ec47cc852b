package org.genhowto.launcher;

import java.nio.file.Path;
import org.genhowto.launcher.embedded.EmbeddedPlatform;
import org.genhowto.launcher.embedded.EmbeddedPlatform.Ports;
import org.genhowto.launcher.embedded.StartException;

/** A process that runs the embedded platform until it is killed or its input ends. */
final class PlatformProcess {
  private PlatformProcess() {}

  public static void main(String[] arguments) throws Exception {
    try (EmbeddedPlatform platform = EmbeddedPlatform.start(Path.of(arguments[0]), Ports.ANY)) {
      System.out.println(platform.bootstrap() + " " + platform.registryUrl());
      System.in.transferTo(System.err);
    } catch (StartException e) {
      System.out.println(e.getMessage());
    }
  }
}
