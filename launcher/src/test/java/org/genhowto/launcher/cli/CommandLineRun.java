package org.genhowto.launcher.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;

/** One command of the user, run in this process: what it printed and how it ended. */
record CommandLineRun(int code, String out, String err) {

  static CommandLineRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Genhowto.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new CommandLineRun(code, out.toString(), err.toString());
  }

  /** A test resource of this room. */
  static Path resource(String name) {
    URL url = CommandLineRun.class.getResource(name);
    if (url == null) {
      throw new IllegalArgumentException("There is no test resource " + name + ".");
    }
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("No path: " + url, e);
    }
  }
}
