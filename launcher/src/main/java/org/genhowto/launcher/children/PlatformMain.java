package org.genhowto.launcher.children;

import java.io.OutputStream;
import java.nio.file.Path;
import org.genhowto.launcher.embedded.EmbeddedPlatform;
import org.genhowto.launcher.embedded.EmbeddedPlatform.Ports;
import org.genhowto.launcher.embedded.StartException;

/** A process that runs the embedded platform until it is killed or its input ends. */
public final class PlatformMain {
  private static final String UP = "platform is up";

  private PlatformMain() {}

  /** Arguments: directory, port of Kafka, port of the registry. */
  public static void main(String[] arguments) throws Exception {
    Ports ports =
        new Ports("127.0.0.1", Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
    int status = 0;
    try (EmbeddedPlatform platform = EmbeddedPlatform.start(Path.of(arguments[0]), ports)) {
      System.out.println(UP + ": " + platform.bootstrap() + " " + platform.registryUrl());
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (StartException e) {
      System.out.println(e.getMessage());
      status = 1;
    }
    System.exit(status);
  }
}
