package org.genhowto.generator;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.SizeUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.genhowto.runtime.Configuration;
import org.genhowto.runtime.Health;
import org.genhowto.runtime.Platform;
import org.genhowto.runtime.Worker;

/**
 * The way in for robots that do not speak Kafka: HTTP in front of the topics. Keeps no state of its
 * own; started again, it knows from the topics what it knew.
 */
public final class Gateway implements Worker {
  private static final String NAME = "gateway";

  private final GatewaySettings settings;
  private final GatewayJournal journal;
  private final GatewayReader reader;
  private final GatewaySender sender;
  private final Javalin server;

  /** Further routes of the same server, and the workers whose health it reports beside its own. */
  public record Extras(List<Consumer<JavalinConfig>> routes, Supplier<List<Worker>> workers) {
    public static final Extras NONE = new Extras(List.of(), List::of);

    public Extras {
      routes = List.copyOf(routes);
    }
  }

  Gateway(
      GatewaySettings settings,
      Platform platform,
      org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
      Producer<byte[], byte[]> producer,
      Extras extras) {
    this.settings = settings;
    this.journal = new GatewayJournal(settings.remembered());
    this.reader = new GatewayReader(consumer, platform.serdes(), journal);
    this.sender =
        new GatewaySender(producer, platform.serdes(), platform.clock(), settings.sendTimeout());
    GatewayImages images = new GatewayImages(platform.blobs(), settings.maxImagePixels());
    GatewayRoutes routes = new GatewayRoutes(settings, journal, sender, images);
    Health health =
        new Health(() -> Stream.concat(Stream.of(this), extras.workers().get().stream()).toList());
    this.server =
        Javalin.create(
            config -> {
              limit(config, settings);
              routes.addTo(config.routes);
              GatewayRoutes.addHealthTo(config.routes, health, platform.telemetry());
              extras.routes().forEach(more -> more.accept(config));
            });
  }

  /** The gateway, not started; its keys begin with gateway. */
  public static Gateway of(Platform platform, Configuration configuration, Extras extras) {
    GatewaySettings settings = GatewaySettings.from(configuration);
    String client = NAME + "-" + platform.instance();
    return new Gateway(
        settings,
        platform,
        consumer(platform, client),
        producer(platform, client, settings),
        extras);
  }

  /** The port it listens on, once started. */
  public int port() {
    return server.port();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void start() {
    reader.start();
    server.start(settings.host(), settings.port());
  }

  @Override
  public boolean ready() {
    return reader.ready();
  }

  @Override
  public Optional<Throwable> failure() {
    return reader.failure();
  }

  @Override
  public void close() {
    journal.close();
    server.stop();
    reader.close();
    sender.close();
  }

  private static void limit(JavalinConfig config, GatewaySettings settings) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.http.maxRequestSize = settings.maxBodyBytes();
    config.jetty.multipartConfig.maxTotalRequestSize(settings.maxBodyBytes(), SizeUnit.BYTES);
    config.jetty.multipartConfig.maxFileSize(settings.maxBodyBytes(), SizeUnit.BYTES);
  }

  private static KafkaConsumer<byte[], byte[]> consumer(Platform platform, String client) {
    Map<String, Object> config = platform.kafka().clientSettings();
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, client);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static KafkaProducer<byte[], byte[]> producer(
      Platform platform, String client, GatewaySettings settings) {
    int timeout = Math.toIntExact(settings.sendTimeout().toMillis());
    Map<String, Object> config = platform.kafka().clientSettings();
    config.put(ProducerConfig.CLIENT_ID_CONFIG, client);
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeout);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
