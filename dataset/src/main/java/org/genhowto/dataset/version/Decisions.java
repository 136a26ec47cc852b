package org.genhowto.dataset.version;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.genhowto.runtime.blob.Sha256;

/**
 * Which samples a version holds. Of samples that repeat one another the first stays: what an
 * earlier version has goes first, then the lanes in order, each by offset. A triplet that comes
 * again with other captions, or judged by another CLIP, takes the place of the former one.
 */
final class Decisions {
  static final String DELETED = "deleted";
  static final String RECAPTIONED = "recaptioned";
  static final String SAME_TRIPLET = "duplicate-triplet";
  private static final String VERIFIER = "verifierVersion";
  static final String SAME_FRAMES = "duplicate-frames";

  private final DatasetStore store;
  private final List<Deletion> deletions;
  private final Looks looks;
  private final Map<Long, Place> byTriplet = new HashMap<>();
  private final Map<Long, String> byContents = new HashMap<>();
  private final Map<String, BitSet> dropped = new HashMap<>();
  private final SortedMap<String, Integer> categories = new TreeMap<>();
  private final SortedMap<String, Long> counts = new TreeMap<>();
  private final List<LeftOut> leftOut = new ArrayList<>();

  /** Where a triplet's sample is, and numbers for its captions and for what judged them. */
  private record Place(String tar, int line, long captions, long verifier, String category) {}

  Decisions(DatasetStore store, List<Deletion> deletions, Looks looks) {
    this.store = store;
    this.deletions = deletions;
    this.looks = looks;
  }

  /** Takes in what an earlier version holds: only deletions can end it. */
  void standing(String tar) throws IOException {
    store.samples(
        tar,
        (line, sample) -> {
          if (isDeleted(sample)) {
            drop(tar, line, LeftOut.of(sample, DELETED, null, tar));
          } else {
            keep(tar, line, sample);
          }
        });
  }

  /** Takes in what has come since, in its order. */
  void arrived(String tar) throws IOException {
    store.samples(tar, (line, sample) -> judge(tar, line, sample));
  }

  private void judge(String tar, int line, IndexedSample sample) {
    if (isDeleted(sample)) {
      drop(tar, line, LeftOut.of(sample, DELETED, null, tar));
      return;
    }
    Place former = byTriplet.get(Sha256.leadingBits(sample.tripletId()));
    if (former != null) {
      if (former.captions() == captions(sample) && !isJudgedAnew(former, sample)) {
        drop(tar, line, LeftOut.of(sample, SAME_TRIPLET, sample.tripletId(), tar));
        return;
      }
      LeftOut replaced = LeftOut.of(sample, RECAPTIONED, sample.tripletId(), former.tar());
      drop(former.tar(), former.line(), replaced);
      categories.merge(former.category(), -1, Integer::sum);
      keep(tar, line, sample);
      return;
    }
    Optional<String> same = Optional.ofNullable(byContents.get(contents(sample)));
    if (same.isPresent()) {
      drop(tar, line, LeftOut.of(sample, SAME_FRAMES, same.get(), tar));
      return;
    }
    Optional<Looks.Like> like = looks.like(sample);
    if (like.isPresent()) {
      drop(tar, line, LeftOut.of(sample, like.get().reason(), like.get().tripletId(), tar));
      return;
    }
    keep(tar, line, sample);
  }

  private boolean isDeleted(IndexedSample sample) {
    return deletions.stream().anyMatch(deletion -> deletion.holds(sample));
  }

  private void keep(String tar, int line, IndexedSample sample) {
    String category = sample.text("category");
    byTriplet.put(
        Sha256.leadingBits(sample.tripletId()),
        new Place(
            tar, line, captions(sample), Sha256.leadingBits(sample.text(VERIFIER)), category));
    byContents.putIfAbsent(contents(sample), sample.tripletId());
    looks.add(sample);
    categories.merge(category, 1, Integer::sum);
  }

  private void drop(String tar, int line, LeftOut one) {
    dropped.computeIfAbsent(tar, name -> new BitSet()).set(line);
    counts.merge(one.reason(), 1L, Long::sum);
    leftOut.add(one);
  }

  private static long captions(IndexedSample sample) {
    return Sha256.leadingBits(
        String.join(
            "\n",
            sample.text("actionCaption"),
            sample.text("finalCaption"),
            sample.text("captionerVersion")));
  }

  /** Whether another CLIP than before says how well the captions fit. */
  private static boolean isJudgedAnew(Place former, IndexedSample sample) {
    String verifier = sample.text(VERIFIER);
    return !verifier.isEmpty() && Sha256.leadingBits(verifier) != former.verifier();
  }

  /** What the bytes of the three frames come to; of a sample that does not say so, its id. */
  private static long contents(IndexedSample sample) {
    JsonNode contents = sample.lineage().path("contentSha256");
    return Sha256.leadingBits(contents.isTextual() ? contents.asText() : sample.tripletId());
  }

  /** Whether the version holds a sample of a tar. */
  boolean holds(String tar, int line) {
    BitSet lines = dropped.get(tar);
    return lines == null || !lines.get(line);
  }

  /** Whether a tar has a sample that the version does not hold. */
  boolean touches(String tar) {
    return dropped.containsKey(tar);
  }

  /** Samples it holds of each category. */
  SortedMap<String, Integer> categories() {
    SortedMap<String, Integer> some = new TreeMap<>(categories);
    some.values().removeIf(count -> count == 0);
    return some;
  }

  /** Samples that this version is the first to leave out, by reason. */
  SortedMap<String, Long> counts() {
    return counts;
  }

  List<LeftOut> leftOut() {
    return leftOut;
  }
}
