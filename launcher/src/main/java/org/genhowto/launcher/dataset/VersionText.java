package org.genhowto.launcher.dataset;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.genhowto.dataset.version.LeftOut;
import org.genhowto.dataset.version.Manifest;
import picocli.CommandLine.Model.CommandSpec;

/** Versions in words. */
final class VersionText {
  private VersionText() {}

  static String line(Manifest version) {
    String splits =
        version.splits().entrySet().stream()
            .map(
                split ->
                    "%s %d in %d"
                        .formatted(
                            split.getKey(), split.getValue().samples(), split.getValue().shards()))
            .collect(Collectors.joining(", "));
    long bytes = version.splits().values().stream().mapToLong(Manifest.Count::bytes).sum();
    return String.format(
        Locale.ROOT,
        "version %d: %d samples, %.1f MB (%s shards), id %s, left out so far %s",
        version.version(),
        version.samples(),
        bytes / 1e6,
        splits,
        version.id().substring(0, 16),
        version.leftOut());
  }

  /** How many samples each reason leaves out. */
  static Map<String, Long> reasons(List<LeftOut> leftOut) {
    return leftOut.stream()
        .collect(Collectors.groupingBy(LeftOut::reason, TreeMap::new, Collectors.counting()));
  }

  static void print(CommandSpec spec, String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
