package org.genhowto.dataset.version;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.genhowto.schemas.TrainingShard;

/**
 * A tar of the samples that came together, as it was announced: small, and waiting to be put into
 * shards.
 *
 * @param file name in the store
 * @param lane partition of the stream that its samples came from
 * @param firstOffset where the first of them stood there
 */
public record Segment(
    String file, String split, int lane, long firstOffset, int samples, long bytes) {
  /** What the address of a segment begins with; the rest is its name in the store. */
  public static final String SCHEME = "dataset:";

  /** What the name of every segment begins with, before its id. */
  public static final String NAMED = DatasetStore.SEGMENTS;

  private static final Pattern ID = Pattern.compile("([a-z_]+)-(\\d{3,})-(\\d{9,})");

  private static final Pattern NAME =
      Pattern.compile("segments/" + ID.pattern() + "-[0-9a-f]+\\.(?:tar|jsonl)");

  static final Comparator<Segment> IN_ORDER =
      Comparator.comparingInt(Segment::lane)
          .thenComparingLong(Segment::firstOffset)
          .thenComparing(Segment::split);

  /** Such as train-002-000000100: names sort as the stream does. */
  public static String id(String split, int lane, long firstOffset) {
    return "%s-%03d-%09d".formatted(split, lane, firstOffset);
  }

  /** The segment that a record announces; empty for a shard of an earlier release's folder. */
  public static Optional<Segment> of(TrainingShard record) {
    String uri = record.getTar().getUri();
    Matcher id = ID.matcher(record.getShardId());
    if (!uri.startsWith(SCHEME) || !id.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new Segment(
            uri.substring(SCHEME.length()),
            id.group(1),
            Integer.parseInt(id.group(2)),
            Long.parseLong(id.group(3)),
            record.getSampleKeys().size(),
            record.getTar().getLength()));
  }

  /**
   * Where the samples of a segment stood, by the name of its tar or index.
   *
   * @param line whose frontier it moves
   */
  record Place(String line, long firstOffset) {}

  static Optional<Place> place(String name) {
    Matcher parts = NAME.matcher(name);
    return parts.matches()
        ? Optional.of(
            new Place(
                line(parts.group(1), Integer.parseInt(parts.group(2))),
                Long.parseLong(parts.group(3))))
        : Optional.empty();
  }

  /** Whose frontier it moves. */
  public String line() {
    return line(split, lane);
  }

  static String line(String split, int lane) {
    return "%s/%03d".formatted(split, lane);
  }

  /** Name of the index that stands beside a tar. */
  static String index(String file) {
    return file.substring(0, file.length() - ".tar".length()) + ".jsonl";
  }
}
