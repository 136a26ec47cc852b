package org.genhowto.evaluator.live;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * The samples of one task, on disk. Rows stand in an order that is random with regard to what they
 * are, so that the first k of a series are a fair sample of it, the same whenever and in whichever
 * order they came; arrivals say in which order they came.
 *
 * <p>One thread writes, others may read. What is read under {@link #lock} fits together; an
 * iterator sees its store as it was when it was opened. Closing waits for who reads: below a
 * reader, a closed store would be freed memory.
 */
final class SampleStore implements AutoCloseable {
  private static final String ROWS = "sample-rows";
  private static final String ARRIVALS = "sample-arrivals";
  private static final String STATES = "sample-series";

  /** Names of the stores, for the processor that has them. */
  static final String[] NAMES = {ROWS, ARRIVALS, STATES};

  private static final byte END = 0;

  /** The order of the rows. */
  private static final Comparator<StoredRow> BY_HASH =
      ((Comparator<StoredRow>)
              (one, other) ->
                  Long.compareUnsigned(StoredRow.order(one.id()), StoredRow.order(other.id())))
          .thenComparing(StoredRow::id);

  private final KeyValueStore<Bytes, byte[]> rows;
  private final KeyValueStore<Bytes, byte[]> arrivals;
  private final KeyValueStore<Bytes, byte[]> states;
  private final Map<Series, SeriesState> cached = new ConcurrentHashMap<>();
  private final Object lock = new Object();
  private final ReadWriteLock use = new ReentrantReadWriteLock();
  private boolean closed;

  private SampleStore(
      KeyValueStore<Bytes, byte[]> rows,
      KeyValueStore<Bytes, byte[]> arrivals,
      KeyValueStore<Bytes, byte[]> states) {
    this.rows = rows;
    this.arrivals = arrivals;
    this.states = states;
  }

  /** Adds the stores to a topology that is being made. */
  static void addTo(StreamsBuilder builder) {
    for (String name : NAMES) {
      builder.addStateStore(
          Stores.keyValueStoreBuilder(
              Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray()));
    }
  }

  static SampleStore of(ProcessorContext<?, ?> context) {
    return new SampleStore(
        context.getStateStore(ROWS),
        context.getStateStore(ARRIVALS),
        context.getStateStore(STATES));
  }

  /** What happened to a sample: what stood there before, and what stands there now. */
  record Change(Optional<StoredRow> before, Optional<StoredRow> now) {
    boolean isNone() {
      return before.isEmpty() && now.isEmpty();
    }
  }

  /** Held while a sample changes: who holds it sees a series in one state. */
  Object lock() {
    return lock;
  }

  /** Keeps a sample in place of the one of the same id; one that says the same changes nothing. */
  Change put(Series series, StoredRow row) {
    Bytes key = rowKey(series, row.id());
    byte[] known = rows.get(key);
    Optional<StoredRow> before = Optional.ofNullable(known).map(StoredRow::read);
    if (before.filter(row::saysTheSameAs).isPresent()) {
      return new Change(Optional.empty(), Optional.empty());
    }
    SeriesState state = state(series);
    before.ifPresent(old -> arrivals.delete(arrivalKey(series, old.sequence())));
    rows.put(key, row.bytes());
    arrivals.put(arrivalKey(series, row.sequence()), key.get());
    put(series, before.map(state::without).orElse(state).with(row));
    return new Change(before, Optional.of(row));
  }

  /** Takes a sample back. */
  Change remove(Series series, String id) {
    Bytes key = rowKey(series, id);
    byte[] known = rows.get(key);
    if (known == null) {
      return new Change(Optional.empty(), Optional.empty());
    }
    StoredRow before = StoredRow.read(known);
    arrivals.delete(arrivalKey(series, before.sequence()));
    rows.delete(key);
    put(series, state(series).without(before));
    return new Change(Optional.of(before), Optional.empty());
  }

  /** Takes the oldest samples back, a few at a time. */
  List<Change> removeOldest(Series series, int most) {
    List<String> oldest = new ArrayList<>();
    byte[] prefix = prefix(series);
    try (KeyValueIterator<Bytes, byte[]> all = scan(arrivals, prefix)) {
      while (oldest.size() < most && all.hasNext()) {
        oldest.add(id(all.next().value, prefix.length));
      }
    }
    return oldest.stream().map(id -> remove(series, id)).toList();
  }

  /** Forgets a series that has no samples. */
  void forget(Series series) {
    states.delete(Bytes.wrap(prefix(series)));
    cached.remove(series);
  }

  SeriesState state(Series series) {
    return reading(() -> known(series));
  }

  private SeriesState known(Series series) {
    return cached.computeIfAbsent(
        series,
        any -> {
          byte[] known = states.get(Bytes.wrap(prefix(series)));
          return known == null ? SeriesState.EMPTY : SeriesState.read(known);
        });
  }

  /** Every series that has or had samples. */
  List<Series> series() {
    return reading(
        () -> {
          List<Series> all = new ArrayList<>();
          try (KeyValueIterator<Bytes, byte[]> each = states.all()) {
            each.forEachRemaining(entry -> all.add(series(entry.key.get())));
          }
          return all;
        });
  }

  /**
   * A fair sample of a series, in the order of the ids' hashes.
   *
   * @param most how many
   * @param going asked before each row; what was read so far is given where it says no
   */
  List<StoredRow> sample(Series series, int most, BooleanSupplier going) {
    return reading(() -> scanned(series, most, row -> true, going));
  }

  /** Samples of a series that answer some questions. */
  List<StoredRow> answering(Series series, Set<String> pairs, BooleanSupplier going) {
    return reading(
        () -> scanned(series, Integer.MAX_VALUE, row -> pairs.contains(row.pair()), going));
  }

  private List<StoredRow> scanned(
      Series series, int most, Predicate<StoredRow> wanted, BooleanSupplier going) {
    try (KeyValueIterator<Bytes, byte[]> all = scan(rows, prefix(series))) {
      List<StoredRow> found = new ArrayList<>();
      while (found.size() < most && all.hasNext() && going.getAsBoolean()) {
        StoredRow row = StoredRow.read(all.next().value);
        if (wanted.test(row)) {
          found.add(row);
        }
      }
      return found;
    }
  }

  /**
   * The newest samples of a series, in the order of the ids' hashes.
   *
   * @param most how many
   * @param since none that was written earlier, in milliseconds since 1970
   */
  List<StoredRow> newest(Series series, int most, long since) {
    List<StoredRow> newest = reading(() -> latest(series, most, since));
    newest.sort(BY_HASH);
    return newest;
  }

  private List<StoredRow> latest(Series series, int most, long since) {
    List<StoredRow> newest = new ArrayList<>();
    byte[] prefix = prefix(series);
    try (KeyValueIterator<Bytes, byte[]> all =
        arrivals.reverseRange(sequenceKey(prefix, 0), sequenceKey(prefix, -1))) {
      while (newest.size() < most && all.hasNext()) {
        byte[] row = rows.get(Bytes.wrap(all.next().value));
        if (row == null) {
          continue; // It was taken back since.
        }
        StoredRow read = StoredRow.read(row);
        if (read.time() < since) {
          break;
        }
        newest.add(read);
      }
    }
    return newest;
  }

  /** Samples of a series in the order in which they came, from a sequence on; called under lock. */
  List<StoredRow> arrived(Series series, long from, int most) {
    return reading(() -> after(series, from, most));
  }

  private List<StoredRow> after(Series series, long from, int most) {
    List<StoredRow> arrived = new ArrayList<>();
    byte[] prefix = prefix(series);
    try (KeyValueIterator<Bytes, byte[]> all =
        arrivals.range(sequenceKey(prefix, from), sequenceKey(prefix, -1))) {

      while (arrived.size() < most && all.hasNext()) {
        byte[] row = rows.get(Bytes.wrap(all.next().value));
        if (row != null) {
          arrived.add(StoredRow.read(row));
        }
      }
    }
    return arrived;
  }

  /** Lets nobody read any more; the store itself is closed by who made it. */
  @Override
  public void close() {
    use.writeLock().lock();
    try {
      closed = true;
    } finally {
      use.writeLock().unlock();
    }
  }

  /**
   * @throws IllegalStateException the store is closed
   */
  private <T> T reading(Supplier<T> read) {
    use.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the store of samples is closed");
      }
      return read.get();
    } finally {
      use.readLock().unlock();
    }
  }

  private void put(Series series, SeriesState state) {
    states.put(Bytes.wrap(prefix(series)), state.bytes());
    cached.put(series, state);
  }

  private static KeyValueIterator<Bytes, byte[]> scan(
      KeyValueStore<Bytes, byte[]> store, byte[] prefix) {
    return store.prefixScan(prefix, new ByteArraySerializer());
  }

  private static byte[] prefix(Series series) {
    byte[] key = series.key().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(key.length + 1).put(key).put(END).array();
  }

  private static Series series(byte[] prefix) {
    return Series.parse(new String(prefix, 0, prefix.length - 1, StandardCharsets.UTF_8));
  }

  private static Bytes rowKey(Series series, String id) {
    byte[] prefix = prefix(series);
    byte[] name = id.getBytes(StandardCharsets.UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(prefix.length + Long.BYTES + name.length)
            .put(prefix)
            .putLong(StoredRow.order(id))
            .put(name)
            .array());
  }

  private static String id(byte[] rowKey, int prefix) {
    int from = prefix + Long.BYTES;
    return new String(rowKey, from, rowKey.length - from, StandardCharsets.UTF_8);
  }

  private static Bytes arrivalKey(Series series, long sequence) {
    return sequenceKey(prefix(series), sequence);
  }

  /** -1 comes after all others. */
  private static Bytes sequenceKey(byte[] prefix, long sequence) {
    return Bytes.wrap(
        ByteBuffer.allocate(prefix.length + Long.BYTES).put(prefix).putLong(sequence).array());
  }
}
