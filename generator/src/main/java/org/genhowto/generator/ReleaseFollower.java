package org.genhowto.generator;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.genhowto.generator.release.Releases;
import org.genhowto.generator.release.UnusableReleaseException;
import org.genhowto.runtime.topic.TopicFollower;
import org.genhowto.runtime.topic.TopicReader;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.WorkerComponent;
import org.genhowto.schemas.Causes;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.GeneratorNetwork;
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.UndecodableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts released weights in service while requests go on, and candidates beside them: it follows the
 * topic of releases, reads the newest of each network on a thread of its own, on every device, and
 * then has them serve. What cannot be read leaves in service what serves. Until it knows what was
 * released before the worker began, requests wait, so that none is made with weights that were
 * replaced.
 */
final class ReleaseFollower implements TopicReader, WorkerComponent {
  private static final Logger LOG = LoggerFactory.getLogger(ReleaseFollower.class);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration AGAIN = Duration.ofSeconds(30);

  private final Platform platform;
  private final Path cache;
  private final List<DeviceModels> devices;
  private final Codec<ModelRelease> codec;
  private final TopicFollower follower;
  private final Thread thread;
  private final Map<GeneratorNetwork, Optional<ModelRelease>> pending = new LinkedHashMap<>();
  private final Map<String, String> problems = new TreeMap<>();
  private final Map<Target, Gauge> gauges = new EnumMap<>(Target.class);
  private long taken;
  private int failures;
  private boolean closed;
  private volatile @Nullable Throwable failure;

  /**
   * @param cache folder of releases from the blob store
   * @param devices of this worker; each has the weights itself
   */
  ReleaseFollower(Platform platform, Path cache, List<DeviceModels> devices) {
    this.platform = platform;
    this.cache = cache;
    this.devices = List.copyOf(devices);
    this.codec = platform.serdes().codec(Topics.MODEL_RELEASES);
    this.follower = TopicFollower.of(GeneratorWorker.GENERATOR + "-releases", platform, this);
    this.thread = new Thread(this::run, GeneratorWorker.GENERATOR + "-releases-loader");
    thread.setDaemon(true);
  }

  /** A cluster from before there were releases has none. */
  @Override
  public Set<String> needs() {
    return Set.of();
  }

  @Override
  public boolean reads(String topic) {
    return topic.equals(Topics.MODEL_RELEASES.name());
  }

  @Override
  public void read(ConsumerRecord<byte[], byte[]> record)
      throws UndecodableException, RegistryUnavailableException {
    if (record.value() == null) {
      network(record.key())
          .filter(network -> network.duty() == GeneratorNetwork.Duty.CANDIDATE)
          .ifPresent(network -> take(network, Optional.empty()));
      return; // Where nothing is released in its place, what serves goes on.
    }
    ModelRelease release = codec.decode(record.value());
    GeneratorNetwork.named(release.getNetwork())
        .ifPresent(network -> take(network, Optional.of(release)));
  }

  private static Optional<GeneratorNetwork> network(byte @Nullable [] key) {
    return Optional.ofNullable(key)
        .flatMap(bytes -> GeneratorNetwork.named(new String(bytes, StandardCharsets.UTF_8)));
  }

  private synchronized void take(GeneratorNetwork network, Optional<ModelRelease> release) {
    pending.remove(network); // What is newest is looked at last.
    pending.put(network, release);
    taken++;
    notifyAll();
  }

  @Override
  public void start() {
    devices.forEach(device -> device.targets().forEach(this::tell));
    follower.start();
    thread.start();
  }

  @Override
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure).or(follower::failure);
  }

  /** Releases that could not be put in service, each in a sentence. */
  @Override
  public synchronized Optional<String> notice() {
    return problems.isEmpty()
        ? Optional.empty()
        : Optional.of(String.join("; ", problems.values()));
  }

  // The broad catch of a thread: who watches the worker is told of what ended it.
  @SuppressWarnings("CatchingUnchecked")
  private void run() {
    try {
      for (Next next = next(); next != null; next = next()) {
        take(next);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      failure = e;
    } finally {
      devices.forEach(DeviceModels::settle);
    }
  }

  /** Without a release, what was there is withdrawn. */
  private record Next(GeneratorNetwork network, Optional<ModelRelease> release) {
    Target target() {
      return network.target();
    }
  }

  /** The next release to put in service; null where the worker closes. */
  private synchronized @Nullable Next next() throws InterruptedException {
    boolean settled = false;
    while (!closed) {
      Optional<GeneratorNetwork> first = pending.keySet().stream().findFirst();
      if (first.isPresent()) {
        return new Next(first.get(), pending.remove(first.get()));
      }
      if (!settled && follower.ready()) {
        settled = true;
        devices.forEach(DeviceModels::settle);
      }
      wait(settled ? 0 : LOOK.toMillis());
    }
    return null;
  }

  private void take(Next next) throws InterruptedException {
    if (next.release().isEmpty()) {
      shelves(next.target()).forEach(Shelf::withdraw);
      solved(next);
      return;
    }
    ModelRelease release = next.release().get();
    try {
      place(next.network(), release);
      solved(next);
    } catch (IOException e) {
      problem(release, e);
      comeAgain(next);
    } catch (UnusableReleaseException | RuntimeException e) {
      problem(release, e);
    }
  }

  private List<Shelf> shelves(Target target) {
    return devices.stream().flatMap(device -> device.shelf(target).stream()).toList();
  }

  private void place(GeneratorNetwork network, ModelRelease release)
      throws IOException, UnusableReleaseException {
    String key = release.getVersion() + " " + release.getSha256();
    boolean serving = network.duty() == GeneratorNetwork.Duty.SERVING;
    List<Shelf> shelves = shelves(network.target());
    if (shelves.stream()
        .allMatch(shelf -> serving ? shelf.serveAgain(key) : shelf.offerAgain(key))) {
      tell(network.target());
      return;
    }
    List<Shelf.Loaded> loaded = load(release);
    for (int i = 0; i < devices.size(); i++) {
      Shelf shelf = devices.get(i).shelf(network.target()).orElseThrow();
      if (serving) {
        shelf.serve(loaded.get(i));
      } else {
        shelf.offer(loaded.get(i));
      }
    }
    tell(network.target());
    LOG.atInfo()
        .addKeyValue("network", release.getNetwork())
        .addKeyValue("version", release.getVersion())
        .log(serving ? "released weights are in service" : "a candidate can be asked for");
  }

  /** The weights on every device, or on none. */
  private List<Shelf.Loaded> load(ModelRelease release)
      throws IOException, UnusableReleaseException {
    Path folder = Releases.fetch(release, platform.blobs(), cache);
    List<Shelf.Loaded> loaded = new ArrayList<>();
    try {
      for (DeviceModels device : devices) {
        loaded.add(device.load(release.getVersion(), release.getSha256(), folder));
      }
    } catch (IOException | RuntimeException e) {
      loaded.forEach(Shelf::free);
      throw e;
    }
    return loaded;
  }

  /** As a metric whose label is the version. */
  private void tell(Target target) {
    MeterRegistry registry = platform.telemetry().registry();
    String version = devices.get(0).shelf(target).orElseThrow().serving();
    Gauge old = gauges.get(target);
    if (old != null) {
      registry.remove(old);
    }
    gauges.put(
        target,
        Gauge.builder("genhowto.generator.serving", () -> 1)
            .description("1 for the weights that are in service")
            .tag("network", GeneratorNetwork.serving(target).spelling())
            .tag("version", version)
            .register(registry));
  }

  private synchronized void solved(Next next) {
    failures = 0;
    problems.remove(next.network().spelling());
  }

  /** Told once, however often it is tried. */
  private synchronized void problem(ModelRelease release, Exception cause) {
    String sentence =
        "release %s of %s is not in service: %s"
            .formatted(release.getVersion(), release.getNetwork(), Causes.sentence(cause));
    if (!sentence.equals(problems.put(release.getNetwork(), sentence))) {
      platform.telemetry().worker(GeneratorWorker.GENERATOR).failed("release");
      LOG.atWarn()
          .addKeyValue("network", release.getNetwork())
          .addKeyValue("version", release.getVersion())
          .addKeyValue("uri", release.getUri())
          .addKeyValue("cause", Causes.sentence(cause))
          .log("a release is not in service, what serves goes on");
    }
  }

  /**
   * Behind the others, and where there are none after a pause; what is newly released ends that.
   */
  private synchronized void comeAgain(Next next) throws InterruptedException {
    devices.forEach(DeviceModels::settle); // Whatever is away may be so for long.
    pending.putIfAbsent(next.network(), next.release());
    failures++;
    if (failures < pending.size()) {
      return;
    }
    failures = 0;
    long end = System.nanoTime() + AGAIN.toNanos();
    long before = taken;
    while (!closed && taken == before && System.nanoTime() - end < 0) {
      wait(LOOK.toMillis());
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    follower.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    gauges.values().forEach(platform.telemetry().registry()::remove);
  }
}
