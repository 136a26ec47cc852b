package org.genhowto.evaluator.gate;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.GeneratorNetwork;
import org.genhowto.schemas.ModelRelease;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.UndecodableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is released, as every instance of a topology sees it. {@link #refresh} is called by the
 * topology's thread; any thread may ask.
 */
public final class ReleaseTable {
  private static final Logger LOG = LoggerFactory.getLogger(ReleaseTable.class);
  private static final String STORE = "model-releases";

  private final KeyValueStore<String, byte[]> store;
  private final Codec<ModelRelease> codec;
  private Map<String, byte[]> seen = Map.of();
  private volatile Map<String, ModelRelease> releases = Map.of();

  private ReleaseTable(KeyValueStore<String, byte[]> store, Codec<ModelRelease> codec) {
    this.store = store;
    this.codec = codec;
  }

  /** Adds the table to a topology that is being made. */
  public static void addTo(StreamsBuilder builder) {
    Serde<String> names = Serdes.String();
    Serde<byte[]> bytes = Serdes.ByteArray();
    builder.addGlobalStore(
        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(STORE), names, bytes)
            .withLoggingDisabled(),
        Topics.MODEL_RELEASES.name(),
        Consumed.with(names, bytes),
        Keeper::new);
  }

  /** The table of a topology that runs. */
  public static ReleaseTable of(ProcessorContext<?, ?> context, Codec<ModelRelease> codec) {
    return new ReleaseTable(context.getStateStore(STORE), codec);
  }

  /** Keeps the newest of each network, whatever it is. */
  private static final class Keeper implements Processor<String, byte[], Void, Void> {
    private KeyValueStore<String, byte[]> store;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init first.
    Keeper() {}

    @Override
    public void init(ProcessorContext<Void, Void> context) {
      store = context.getStateStore(STORE);
    }

    @Override
    public void process(Record<String, byte[]> record) {
      if (record.key() != null) {
        store.put(record.key(), record.value());
      }
    }
  }

  /** Takes in what was released since; says whether there was anything. */
  public boolean refresh() {
    Map<String, byte[]> now = new HashMap<>();
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      all.forEachRemaining(entry -> now.put(entry.key, entry.value));
    }
    if (same(now, seen)) {
      return false;
    }
    Map<String, ModelRelease> read = new HashMap<>();
    for (Map.Entry<String, byte[]> entry : now.entrySet()) {
      try {
        read.put(entry.getKey(), codec.decode(entry.getValue()));
      } catch (UndecodableException e) {
        LOG.atWarn()
            .addKeyValue("network", entry.getKey())
            .log("a release cannot be read: {}", e.getMessage());
      } catch (RegistryUnavailableException e) {
        return false; // Looked at again at the next turn.
      }
    }
    seen = now;
    releases = Map.copyOf(read);
    return true;
  }

  private static boolean same(Map<String, byte[]> some, Map<String, byte[]> others) {
    return some.keySet().equals(others.keySet())
        && some.entrySet().stream()
            .allMatch(entry -> Arrays.equals(entry.getValue(), others.get(entry.getKey())));
  }

  /** The weights that are released for a network, where there are some. */
  public Optional<ModelRelease> release(GeneratorNetwork network) {
    return Optional.ofNullable(releases.get(network.spelling()));
  }
}
