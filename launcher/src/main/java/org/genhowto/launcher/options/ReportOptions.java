package org.genhowto.launcher.options;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.genhowto.runtime.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * Where a report goes: to standard output as text or, where it is asked for, as JSON, and as JSON
 * to a file.
 */
public final class ReportOptions {
  @Option(names = "--out", paramLabel = "FILE", description = "Where the report goes as JSON.")
  private @Nullable Path out;

  @Option(names = "--json", description = "Standard output has the report as JSON, nothing else.")
  private boolean json;

  public void print(CommandSpec spec, String text, Object report) throws IOException {
    PrintWriter writer = spec.commandLine().getOut();
    if (json) {
      writer.println(Json.INDENTED.writeValueAsString(report));
    } else {
      writer.print(text);
    }
    writer.flush();
    if (out != null) {
      JsonFile.write(out, report, spec.commandLine().getErr());
    }
  }
}
