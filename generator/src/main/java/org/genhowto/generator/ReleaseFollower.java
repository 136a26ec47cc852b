package org.genhowto.generator;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
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
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.UndecodableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts released weights in service while requests go on: it follows the topic of releases, reads
 * the newest of each network on a thread of its own, on every device, and then has them serve. What
 * cannot be read leaves in service what serves. Until it knows what was released before the worker
 * began, requests wait, so that none is made with weights that were replaced.
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
  private final Map<Target, ModelRelease> pending = new EnumMap<>(Target.class);
  private final Map<Target, String> problems = new TreeMap<>();
  private final Map<Target, Gauge> gauges = new EnumMap<>(Target.class);
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
      return; // Nothing is released in its place: what serves goes on.
    }
    ModelRelease release = codec.decode(record.value());
    Optional<Target> target = Releases.target(release.getNetwork());
    if (target.isPresent()) {
      synchronized (this) {
        pending.put(target.get(), release);
        notifyAll();
      }
    }
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

  private record Next(Target target, ModelRelease release) {}

  /** The next release to put in service; null where the worker closes. */
  private synchronized @Nullable Next next() throws InterruptedException {
    boolean settled = false;
    while (!closed) {
      for (Map.Entry<Target, ModelRelease> entry : Map.copyOf(pending).entrySet()) {
        pending.remove(entry.getKey());
        return new Next(entry.getKey(), entry.getValue());
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
    try {
      serve(next.target(), next.release());
      solved(next.target());
    } catch (IOException e) {
      problem(next, e);
      comeAgain(next);
    } catch (UnusableReleaseException | RuntimeException e) {
      problem(next, e);
    }
  }

  private void serve(Target target, ModelRelease release)
      throws IOException, UnusableReleaseException {
    String key = release.getVersion() + " " + release.getSha256();
    List<Shelf> shelves =
        devices.stream().flatMap(device -> device.shelf(target).stream()).toList();
    if (shelves.stream().allMatch(shelf -> shelf.serveAgain(key))) {
      tell(target);
      return;
    }
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
    for (int i = 0; i < devices.size(); i++) {
      devices.get(i).shelf(target).orElseThrow().serve(loaded.get(i));
    }
    tell(target);
    LOG.atInfo()
        .addKeyValue("network", release.getNetwork())
        .addKeyValue("version", release.getVersion())
        .log("released weights are in service");
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
            .tag("network", Releases.network(target))
            .tag("version", version)
            .register(registry));
  }

  private synchronized void solved(Target target) {
    problems.remove(target);
  }

  /** Told once, however often it is tried. */
  private synchronized void problem(Next next, Exception cause) {
    String sentence =
        "release %s of %s is not in service: %s"
            .formatted(
                next.release().getVersion(), next.release().getNetwork(), Causes.sentence(cause));
    if (!sentence.equals(problems.put(next.target(), sentence))) {
      platform.telemetry().worker(GeneratorWorker.GENERATOR).failed("release");
      LOG.atWarn()
          .addKeyValue("network", next.release().getNetwork())
          .addKeyValue("version", next.release().getVersion())
          .addKeyValue("uri", next.release().getUri())
          .addKeyValue("cause", Causes.sentence(cause))
          .log("a release is not in service, what serves goes on");
    }
  }

  /** After a pause, unless a newer one came in. */
  private synchronized void comeAgain(Next next) throws InterruptedException {
    devices.forEach(DeviceModels::settle); // Whatever is away may be so for long.
    long end = System.nanoTime() + AGAIN.toNanos();
    while (!closed && pending.isEmpty() && System.nanoTime() - end < 0) {
      wait(LOOK.toMillis());
    }
    pending.putIfAbsent(next.target(), next.release());
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
