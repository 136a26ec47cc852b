package org.genhowto.launcher.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import org.genhowto.generator.bench.Seconds;
import org.genhowto.launcher.options.Models;
import org.genhowto.miniature.video.VideoScript;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Edition;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a running service gives and costs. */
@Command(
    name = "serve",
    description = {
      "Starts Kafka, a gateway and generators in processes of their own and measures:",
      "  cost        CPU time of an image beside the networks alone, in this process;",
      "  start       from POST to the first step, of a warm and idle system;",
      "  cancel      how soon a request that is cancelled has ended;",
      "  overtaking  how soon an urgent request steps while long ones are under way;",
      "  arrivals    latencies of mixed requests that come at random, one after the other and step"
          + " by step;",
      "  kills       requests while one of three generators is killed again and again, and the same"
          + " undisturbed.",
      "CPU seconds stand beside wall time, which other processes of the machine disturb."
    })
public final class BenchServeCommand implements Callable<Integer> {

  private static final long SCENE = 9_500_000;

  /** Of which one is killed again and again. */
  private static final int GENERATORS = 3;

  /** What can be measured. */
  enum Part {
    COST,
    START,
    CANCEL,
    OVERTAKING,
    ARRIVALS,
    KILLS
  }

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "PART",
      description = "Of ${COMPLETION-CANDIDATES} (default: all).")
  private List<Part> only = List.of(Part.values());

  @Option(
      names = "--folder",
      defaultValue = "bench-serve",
      description = "Takes data and logs (default ${DEFAULT-VALUE}).")
  private Path folder;

  @Option(names = "--image", description = "Input image (default: an apple of the miniature's).")
  private Optional<Path> image = Optional.empty();

  @Option(
      names = "--steps",
      defaultValue = "50",
      description = "Steps of an image of cost and kills (${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--times",
      defaultValue = "30",
      description = "Requests of cost, start, cancel and overtaking (${DEFAULT-VALUE}).")
  private int times;

  @Option(
      names = "--load",
      defaultValue = "0.8",
      description =
          "Of arrivals, as a share of what the networks alone could do (${DEFAULT-VALUE}).")
  private double load;

  @Option(
      names = "--mixed",
      split = ",",
      defaultValue = "20,50,100",
      description = "Steps of the requests of arrivals (${DEFAULT-VALUE}).")
  private List<Integer> mixed;

  @Option(
      names = "--requests",
      defaultValue = "300",
      description = "Requests of arrivals and kills (${DEFAULT-VALUE}).")
  private int requests;

  @Option(
      names = "--kill-every",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "Between two kills (${DEFAULT-VALUE}).")
  private double killEvery;

  @Option(
      names = "--batch",
      paramLabel = "IMAGES",
      description =
          "Of kills: how many share a step (default: the generator's own); whoever kills one takes"
              + " the work on all of them.")
  private Optional<Integer> batch = Optional.empty();

  @Option(names = "--seed", defaultValue = "1", description = "Of arrivals and kills.")
  private long seed;

  @Spec private CommandSpec spec;
  private Seconds bare = Seconds.MOST;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  BenchServeCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    // PyTorch reads it once, when it starts; a generator's process has one thread, too.
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    byte[] picture = picture();
    if (only.contains(Part.COST) || only.contains(Part.ARRIVALS)) {
      networksAlone(picture);
    }
    if (only.stream().anyMatch(part -> part != Part.ARRIVALS && part != Part.KILLS)) {
      single(picture);
    }
    if (only.contains(Part.ARRIVALS)) {
      arrivals(picture);
    }
    return only.contains(Part.KILLS) ? kills(picture) : 0;
  }

  private byte[] picture() throws IOException {
    if (image.isPresent()) {
      return Files.readAllBytes(image.get());
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(
        VideoScript.of(Edition.committed(), Category.APPLE, SCENE).image(6, 64, 64), "png", png);
    return png.toByteArray();
  }

  private void networksAlone(byte[] picture) throws IOException {
    RgbImage input;
    try {
      input = Images.decode(picture, 1 << 24);
    } catch (Images.UnreadableImageException e) {
      throw new IOException("--image cannot be read: " + e.getMessage(), e);
    }
    bare = new BareCost(Models.folder()).measure(input, 5, steps);
    say(
        "networks alone: %.3f CPU s, %.3f s for an image of %d steps",
        bare.cpu(), bare.wall(), steps);
  }

  private void single(byte[] picture) throws IOException, InterruptedException {
    try (ServeBed bed = bed("single", 1, Map.of());
        ServeClient client = new ServeClient(bed, picture)) {
      ServeMeasures measures = new ServeMeasures(bed, client);
      if (only.contains(Part.COST)) {
        ServeMeasures.Cost cost = measures.cost(times, steps);
        say(
            "cost: %.3f CPU s an image in gateway and generator, %.3f times the networks alone;"
                + " Kafka and registry %.3f CPU s; idle %.3f CPU s a second",
            cost.cpu(), cost.cpu() / bare.cpu(), cost.kafka(), cost.idle());
      }
      if (only.contains(Part.START)) {
        ServeMeasures.Start start = measures.start(times);
        say("start: ms from POST until a worker has it: %s", start.begun());
        say("       ms from POST until its first step is done: %s", start.step());
      }
      if (only.contains(Part.CANCEL)) {
        ServeMeasures.Cancel cancel = measures.cancel(times);
        say(
            "cancel: ms until the result: %s; a step takes %.1f ms",
            cancel.millis(), cancel.step());
      }
      if (only.contains(Part.OVERTAKING)) {
        ServeMeasures.Overtaking overtaking = measures.overtaking(times, 40);
        say(
            "overtaking: ms until an urgent request's first step is done: %s; a step of those under"
                + " way takes %.1f ms",
            overtaking.millis(), overtaking.step());
      }
    }
  }

  private void arrivals(byte[] picture) throws IOException, InterruptedException {
    double mean = mixed.stream().mapToInt(Integer::intValue).average().orElseThrow();
    double rate = load / (bare.cpu() * mean / steps);
    say("arrivals: %d requests of %s steps, %.2f a second", requests, mixed, rate);
    ServeMeasures.Arrivals one = arrivals("one", picture, rate, Map.of("generator.batch", "1"));
    ServeMeasures.Arrivals together = arrivals("together", picture, rate, Map.of());
    say(
        "          step by step to one after the other: p95 %.2f, throughput %.2f, CPU %.2f",
        together.latency().p95() / one.latency().p95(),
        together.throughput() / one.throughput(),
        together.cpu() / one.cpu());
  }

  private ServeMeasures.Arrivals arrivals(
      String name, byte[] picture, double rate, Map<String, String> settings)
      throws IOException, InterruptedException {
    try (ServeBed bed = bed(name, 1, settings);
        ServeClient client = new ServeClient(bed, picture)) {
      ServeMeasures measures = new ServeMeasures(bed, client);
      measures.cost(10, steps); // Warm.
      ServeMeasures.Arrivals arrivals = measures.arrivals("arrival", requests, rate, mixed, seed);
      say(
          "          %-9s latency in s: %s; %.2f requests and %.2f CPU s each a second",
          name, arrivals.latency(), arrivals.throughput(), arrivals.cpu());
      return arrivals;
    }
  }

  private int kills(byte[] picture) throws IOException, InterruptedException {
    ServeKills kills =
        new ServeKills(requests, steps, Duration.ofMillis(Math.round(killEvery * 1000)), seed);
    Map<String, String> settings = new HashMap<>();
    // A request is not to blame for the deaths that are dealt here.
    settings.put("generator.deliveries", "100");
    batch.ifPresent(images -> settings.put("generator.batch", images.toString()));
    ServeKills.Run calm;
    try (ServeBed bed = bed("calm", 1, settings);
        ServeClient client = new ServeClient(bed, picture)) {
      calm = kills.run(bed, client, false);
    }
    ServeKills.Run killed;
    try (ServeBed bed = bed("killed", GENERATORS, settings);
        ServeClient client = new ServeClient(bed, picture)) {
      killed = kills.run(bed, client, true);
    }
    int difference = ServeKills.difference(calm, killed);
    double twice = killed.work().twice(requests, steps);
    say(
        "kills: %d requests of %d steps, one generator undisturbed: %s",
        requests, steps, cost(calm));
    say(
        "       three, of which one is killed every %.1f s, %d times: %s",
        killEvery, killed.kills(), cost(killed));
    say(
        "       %d results of %d ids; images differ by at most %d of 255",
        killed.results().all(), killed.results().ids(), difference);
    say(
        "       %d begun again (%.2f a kill), steps of %.1f requests taken twice (%.2f a kill)",
        killed.work().begun() - requests,
        aKill(killed.work().begun() - requests, killed),
        twice,
        aKill(twice, killed));
    return killed.results().all() == requests && difference <= 1 ? 0 : 1;
  }

  private static String cost(ServeKills.Run run) {
    return String.format(Locale.ROOT, "%.0f s, %.0f CPU s", run.seconds(), run.cpu());
  }

  private static double aKill(double all, ServeKills.Run run) {
    return run.kills() == 0 ? 0 : all / run.kills();
  }

  private ServeBed bed(String name, int generators, Map<String, String> settings)
      throws IOException, InterruptedException {
    String entry = spec.root().userObject().getClass().getName();
    return new ServeBed(folder.resolve(name), entry, generators, settings);
  }

  private void say(String line, Object... values) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(String.format(Locale.ROOT, line, values));
    out.flush();
  }
}
