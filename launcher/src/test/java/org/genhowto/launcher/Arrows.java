package org.genhowto.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may import whom, as the two tables of docs/architecture.md say it: one of modules, and one of
 * the packages inside each. Names are written without {@code org.genhowto}.
 *
 * @param modules by module: the modules, or single packages of one, that it may import
 * @param packages by package: the other packages of its module that it may import
 */
record Arrows(Map<String, Set<String>> modules, Map<String, Set<String>> packages) {
  private static final Path PAGE = Path.of("..", "docs", "architecture.md");

  static Arrows read() throws IOException {
    List<String> lines = Files.readAllLines(PAGE);
    return new Arrows(table(lines, "| module |"), table(lines, "| package |"));
  }

  /** The packages of a module. */
  List<String> packagesOf(String module) {
    return packages.keySet().stream().filter(name -> module(name).equals(module)).toList();
  }

  /** Every package that one may import, itself among them. */
  Set<String> from(String name) {
    Set<String> allowed = new HashSet<>(packages.getOrDefault(name, Set.of()));
    allowed.add(name);
    for (String other : modules.getOrDefault(module(name), Set.of())) {
      allowed.addAll(modules.containsKey(other) ? packagesOf(other) : Set.of(other));
    }
    return allowed;
  }

  static String module(String name) {
    return name.split("\\.", 2)[0];
  }

  /** The first column of a table, and the names in its last one. */
  private static Map<String, Set<String>> table(List<String> lines, String head) {
    Map<String, Set<String>> rows = new LinkedHashMap<>();
    boolean inside = false;
    for (String line : lines) {
      inside = line.startsWith(head) || (inside && line.startsWith("|"));
      if (inside && line.startsWith("| `")) {
        List<String> cells = new ArrayList<>(List.of(line.split("\\|", -1)));
        rows.put(names(cells.get(1)).iterator().next(), names(cells.get(cells.size() - 2)));
      }
    }
    return rows;
  }

  private static Set<String> names(String cell) {
    return Arrays.stream(cell.split("`"))
        .filter(part -> part.matches("[a-z0-9.]+"))
        .collect(Collectors.toSet());
  }
}
