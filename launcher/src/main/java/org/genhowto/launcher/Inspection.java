package org.genhowto.launcher;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.genhowto.networks.Checkpoint;
import org.genhowto.networks.CheckpointException;
import org.genhowto.networks.ModelPlace;
import org.genhowto.networks.PublishedNetwork;

/**
 * What lies in a folder of models: every network that is known, whether it is whole, what it
 * serves.
 */
final class Inspection {
  private static final String LINE = "  %-14s %-24s %15s numbers  %-22s %10s%n";

  private final Path root;
  private final List<Whole> whole = new ArrayList<>();
  private final List<Broken> broken = new ArrayList<>();

  /** A network whose tensors are all there and fit. */
  private record Whole(PublishedNetwork network, ModelPlace place, Checkpoint checkpoint) {}

  /** A network that is there and cannot be used. */
  private record Broken(PublishedNetwork network, ModelPlace place, String fault) {}

  private Inspection(Path root) {
    this.root = root;
  }

  static Inspection of(Path root) {
    Inspection inspection = new Inspection(root);
    for (ModelPlace place : ModelPlace.below(root)) {
      for (PublishedNetwork network : NetworkCatalogue.all()) {
        if (network.lies(place)) {
          inspection.add(network, place);
        }
      }
    }
    return inspection;
  }

  private void add(PublishedNetwork network, ModelPlace place) {
    try {
      whole.add(new Whole(network, place, network.checkpoint(place)));
    } catch (CheckpointException e) {
      broken.add(new Broken(network, place, String.valueOf(e.getMessage())));
    }
  }

  /** Whether everything that was found can be used, and something was. */
  boolean sound() {
    return broken.isEmpty() && !whole.isEmpty();
  }

  void print(PrintWriter out) {
    out.println(root);
    Map<ModelPlace, List<Whole>> places =
        whole.stream().collect(Collectors.groupingBy(Whole::place));
    for (ModelPlace place : ModelPlace.below(root)) {
      if (places.containsKey(place)) {
        out.printf("%s/%n", place);
        places.get(place).forEach(found -> print(out, found));
      }
    }
    for (Broken found : broken) {
      out.printf(
          "%nbroken: %s in %s/%n  %s%n", found.network().spelling(), found.place(), found.fault());
    }
    printServices(out);
    out.flush();
  }

  private static void print(PrintWriter out, Whole found) {
    Checkpoint checkpoint = found.checkpoint();
    out.printf(
        LINE,
        found.network().spelling(),
        found.network().reference(),
        String.format(Locale.ROOT, "%,d", checkpoint.size()),
        String.join(", ", checkpoint.formats().keySet()),
        size(checkpoint.bytes()));
  }

  private void printServices(PrintWriter out) {
    Set<String> there =
        whole.stream().map(found -> found.network().spelling()).collect(Collectors.toSet());
    out.println();
    for (Service service : Service.values()) {
      Set<String> missing = new TreeSet<>(service.networks());
      missing.removeAll(there);
      out.printf(
          "%-10s %s%n",
          service.spelling(),
          missing.isEmpty() ? "can run" : "misses " + String.join(", ", missing));
    }
  }

  private static String size(long bytes) {
    return bytes < 10L << 20
        ? String.format(Locale.ROOT, "%.1f MiB", bytes / 0x1p20)
        : String.format(
            Locale.ROOT,
            bytes < 1L << 30 ? "%.0f MiB" : "%.2f GiB",
            bytes < 1L << 30 ? bytes / 0x1p20 : bytes / 0x1p30);
  }

  /** What the system does with networks. */
  private enum Service {
    GENERATOR(List.of("text-encoder", "vae-encoder", "vae-decoder", "unet", "controlnet")),
    CAPTIONER(List.of("blip2")),
    LOCALIZER(List.of("localizer")),
    EVALUATOR(List.of("clip-image"));

    private final List<String> networks;

    Service(List<String> networks) {
      this.networks = networks;
    }

    List<String> networks() {
      return networks;
    }

    String spelling() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
