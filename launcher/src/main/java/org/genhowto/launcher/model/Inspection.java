package org.genhowto.launcher.model;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.genhowto.generator.baselines.Method;
import org.genhowto.generator.baselines.Methods;
import org.genhowto.generator.diffusion.ModelLayout;
import org.genhowto.generator.diffusion.SingleFile;
import org.genhowto.networks.checkpoint.Checkpoint;
import org.genhowto.networks.checkpoint.CheckpointException;
import org.genhowto.networks.checkpoint.ModelLocation;
import org.genhowto.networks.model.PublishedNetwork;
import org.genhowto.schemas.Target;

/**
 * What lies in a folder of models, or in one file: every network that is known, whether it is
 * whole, what it serves.
 */
public final class Inspection {
  private final Path root;
  private final List<Whole> whole = new ArrayList<>();
  private final List<Broken> broken = new ArrayList<>();

  /** Files that stand for a folder of networks, and what they are. */
  private final Map<Path, String> files = new LinkedHashMap<>();

  /** What GenHowTo makes here, or why it does not. */
  private final Map<Target, Optional<String>> targets = new EnumMap<>(Target.class);

  /** A network whose tensors are all there and fit. */
  private record Whole(PublishedNetwork network, ModelLocation place, Checkpoint checkpoint) {}

  /** A place with files that cannot be used. */
  private record Broken(ModelLocation place, String fault) {}

  private Inspection(Path root) {
    this.root = root;
  }

  public static Inspection of(Path root) {
    Inspection inspection = new Inspection(root);
    inspection.lookAtFiles();
    for (ModelLocation place : SingleFile.places(root)) {
      for (PublishedNetwork network : NetworkCatalogue.all()) {
        inspection.look(network, place);
      }
    }
    inspection.lookAtTargets();
    return inspection;
  }

  private void lookAtFiles() {
    if (Files.isRegularFile(root)) {
      files.put(root, SingleFile.read(root).description());
      return;
    }
    for (ModelLocation place : ModelLocation.below(root)) {
      for (Path file : SingleFile.in(place)) {
        try {
          files.put(file, SingleFile.read(file).description());
        } catch (CheckpointException e) {
          broken.add(new Broken(place, String.valueOf(e.getMessage())));
        }
      }
    }
  }

  /**
   * With the check that generate makes; where a network is missing or broken, that is said above.
   */
  private void lookAtTargets() {
    if (!missing(Service.GENERATOR).isEmpty()) {
      return;
    }
    try {
      ModelLayout layout = ModelLayout.below(root);
      layout.targets().keySet().forEach(target -> targets.put(target, fault(layout, target)));
    } catch (CheckpointException e) {
      targets.put(Target.ACTION, Optional.of("needs one base model: " + e.getMessage()));
    }
  }

  private static Optional<String> fault(ModelLayout layout, Target target) {
    try {
      Methods.require(layout, Method.GENHOWTO, target);
      return Optional.empty();
    } catch (IllegalArgumentException | IOException e) {
      return Optional.of(
          "cannot run for %s: %s".formatted(ModelLayout.spelling(target), e.getMessage()));
    }
  }

  private Set<String> missing(Service service) {
    Set<String> missing = new TreeSet<>(service.needs);
    whole.forEach(found -> missing.remove(found.network().spelling()));
    return missing;
  }

  private void look(PublishedNetwork network, ModelLocation place) {
    try {
      if (network.isAt(place)) {
        whole.add(new Whole(network, place, network.checkpoint(place)));
      }
    } catch (IllegalArgumentException e) { // among them those of a config.json
      broken.add(new Broken(place, String.valueOf(e.getMessage())));
    }
  }

  /** Whether everything that was found can be used, and something was. */
  public boolean sound() {
    return broken.isEmpty()
        && !whole.isEmpty()
        && targets.values().stream().allMatch(Optional::isEmpty);
  }

  public void print(PrintWriter out) {
    out.println(root);
    Map<ModelLocation, List<Whole>> places =
        whole.stream().collect(Collectors.groupingBy(Whole::place));
    files.forEach(
        (file, description) ->
            out.printf(
                "%s%n  %s%n",
                file.equals(root) ? file.getFileName() : root.relativize(file), description));
    for (ModelLocation place : SingleFile.places(root)) {
      if (places.containsKey(place)) {
        out.printf("%s/%n", place);
        places.get(place).forEach(found -> print(out, found));
      }
    }
    printFaults(out);
    printServices(out);
    out.flush();
  }

  /** One message for each fault: several networks may lie in the same file. */
  private void printFaults(PrintWriter out) {
    Map<String, Broken> faults = new LinkedHashMap<>();
    broken.forEach(found -> faults.putIfAbsent(found.fault(), found));
    faults
        .values()
        .forEach(found -> out.printf("%nbroken: %s/%n  %s%n", found.place(), found.fault()));
  }

  private static void print(PrintWriter out, Whole found) {
    Checkpoint checkpoint = found.checkpoint();
    out.printf(
        "  %-14s %-28s %15s numbers  %-18s %10s%n",
        found.network().spelling(),
        found.network().signature().reference(),
        String.format(Locale.ROOT, "%,d", checkpoint.size()),
        String.join(", ", checkpoint.formats().keySet()),
        size(checkpoint.bytes()));
  }

  private void printServices(PrintWriter out) {
    Set<String> there =
        whole.stream().map(found -> found.network().spelling()).collect(Collectors.toSet());
    out.println();
    for (Service service : Service.values()) {
      Set<String> missing = missing(service);
      Set<String> without = new TreeSet<>(service.mayHave);
      without.removeAll(there);
      out.printf(
          "%-10s %s%s%n",
          service.name().toLowerCase(Locale.ROOT),
          missing.isEmpty() ? able(service) : "misses " + join(missing),
          missing.isEmpty() && !without.isEmpty() ? " without " + join(without) : "");
    }
  }

  private String able(Service service) {
    return switch (service) {
      case GENERATOR -> generator();
      case CAPTIONER, LOCALIZER, EVALUATOR -> "can run";
    };
  }

  /** What the generator has GenHowTo's weights for; its networks have to lie together. */
  private String generator() {
    if (targets.isEmpty()) {
      return "cannot run with what is broken above";
    }
    String able =
        targets.entrySet().stream()
            .filter(target -> target.getValue().isEmpty())
            .map(target -> ModelLayout.spelling(target.getKey()))
            .sorted()
            .collect(Collectors.joining(", "));
    return Stream.concat(
            able.isEmpty() ? Stream.empty() : Stream.of("can run for " + able),
            targets.values().stream().flatMap(Optional::stream).distinct())
        .collect(Collectors.joining("\n" + " ".repeat(11)));
  }

  private static String join(Set<String> names) {
    return String.join(", ", names);
  }

  private static String size(long bytes) {
    if (bytes < 1 << 20) {
      return String.format(Locale.ROOT, "%.0f KiB", bytes / 0x1p10);
    }
    return bytes < 1 << 30
        ? String.format(Locale.ROOT, "%.1f MiB", bytes / 0x1p20)
        : String.format(Locale.ROOT, "%.2f GiB", bytes / 0x1p30);
  }

  /** What the system does with networks: those a worker needs, and those it can do without. */
  private enum Service {
    GENERATOR(
        List.of("text-encoder", "vae-encoder", "vae-decoder", "unet", "controlnet"), List.of()),
    CAPTIONER(List.of("blip2"), List.of()),
    LOCALIZER(List.of("localizer"), List.of()),
    EVALUATOR(List.of("clip-image"), List.of("inception"));

    private final List<String> needs;
    private final List<String> mayHave;

    Service(List<String> needs, List<String> mayHave) {
      this.needs = needs;
      this.mayHave = mayHave;
    }
  }
}
