package org.genhowto.launcher.options;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Where a report goes: as text to the screen and, where it is asked for, as JSON to a file. */
public final class ReportOptions {
  @Option(names = "--out", paramLabel = "FILE", description = "Where the report goes as JSON.")
  private @Nullable Path out;

  public void print(CommandSpec spec, String text, Object report) throws IOException {
    PrintWriter writer = spec.commandLine().getOut();
    writer.print(text);
    writer.flush();
    if (out != null) {
      JsonFile.write(out, report, spec.commandLine().getErr());
    }
  }
}
