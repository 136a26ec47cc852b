package org.genhowto.evaluator.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.genhowto.evaluator.statistics.Moments;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moments of a series, which follow its store: each sample is added once, and taken again where it
 * was replaced or taken back. They are exact, so that nothing is left of what was taken. After a
 * restart they are made anew from the store.
 *
 * <p>The writer of the store calls {@link #changed}, one other thread the rest.
 */
final class SeriesMoments {
  private static final Logger LOG = LoggerFactory.getLogger(SeriesMoments.class);
  private static final int BATCH = 256;

  /** So many samples that are to be taken wait in memory; of more, all is made anew. */
  private static final int MOST_RETIRED = 2048;

  private final Series series;
  private final SampleStore store;

  // Guarded by the store's lock.
  private long covered;
  private List<StoredRow> retired = new ArrayList<>();
  private boolean anew;

  private boolean refused;

  private @Nullable Moments features;
  private Moments agreement = new Moments(1);
  private Moments background = new Moments(1);

  SeriesMoments(Series series, SampleStore store) {
    this.series = series;
    this.store = store;
  }

  /** Takes note of a change; called under the store's lock. */
  void changed(SampleStore.Change change) {
    change
        .before()
        .filter(row -> row.sequence() < covered)
        .ifPresent(
            row -> {
              retired.add(row);
              anew |= refused || retired.size() > MOST_RETIRED;
            });
    if (anew) {
      retired.clear();
    }
  }

  /**
   * Takes in what has come since.
   *
   * @param going asked between two batches
   * @return whether all is taken in; not so where a number is too large for moments
   */
  boolean advance(BooleanSupplier going) {
    try {
      return follow(going);
    } catch (IllegalArgumentException e) {
      synchronized (store.lock()) {
        refused = true;
      }
      LOG.atWarn().addKeyValue("set", series.key()).log("no moments: {}", e.getMessage());
      return false;
    }
  }

  private boolean follow(BooleanSupplier going) {
    while (going.getAsBoolean()) {
      List<StoredRow> arrived;
      List<StoredRow> gone;
      synchronized (store.lock()) {
        if (anew) {
          clear();
        } else if (refused) {
          return false;
        }
        arrived = store.arrived(series, covered, BATCH);
        if (!arrived.isEmpty()) {
          covered = arrived.get(arrived.size() - 1).sequence() + 1;
        }
        gone = retired;
        retired = new ArrayList<>();
      }
      add(arrived);
      subtract(gone);
      if (arrived.size() < BATCH) {
        return true;
      }
    }
    return false;
  }

  /** Of the features for the distances; empty where there are no samples. */
  Optional<Moments> features() {
    return Optional.ofNullable(features).filter(moments -> moments.count() > 0);
  }

  /** Of the agreement with the prompt, where it is known. */
  Moments agreement() {
    return agreement;
  }

  /** Of the background that was kept, where it is known. */
  Moments background() {
    return background;
  }

  private void clear() {
    covered = 0;
    anew = false;
    refused = false;
    retired.clear();
    features = null;
    agreement = new Moments(1);
    background = new Moments(1);
  }

  private void add(List<StoredRow> rows) {
    if (rows.isEmpty()) {
      return;
    }
    if (features == null) {
      features = new Moments(rows.get(0).frechet().length);
    }
    features.add(rows.stream().map(StoredRow::frechet).toArray(float[][]::new));
    agreement.add(Means.known(rows, StoredRow::agreement));
    background.add(Means.known(rows, StoredRow::background));
  }

  private void subtract(List<StoredRow> rows) {
    if (rows.isEmpty() || features == null) {
      return;
    }
    features.subtract(rows.stream().map(StoredRow::frechet).toArray(float[][]::new));
    agreement.subtract(Means.known(rows, StoredRow::agreement));
    background.subtract(Means.known(rows, StoredRow::background));
  }
}
