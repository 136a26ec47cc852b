package org.genhowto.dataset.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.genhowto.dataset.version.WrittenSegments.Arrival;
import org.genhowto.runtime.config.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeletedTest {
  @TempDir Path folder;

  @Test
  void a_version_is_marked_by_later_deletions_of_its_samples_and_the_next_version_is_not()
      throws Exception {
    VersionSettings settings = new VersionSettings(new ShardSize(100_000, 10_000), true);
    try (DatasetStore store = DatasetStore.open(folder.toString(), Configuration.of(Map.of()))) {
      List<Arrival> arrivals =
          List.of(
              new Arrival("one", "train", 1),
              new Arrival("two", "train", 2),
              new Arrival("three", "test", 3));
      VersionCut cut = new VersionCut(store, settings);
      Manifest first =
          cut.cut(new WrittenSegments(store).write(0, arrivals)).orElseThrow().manifest();
      Deleted deleted = new Deleted(store);
      assertThat(deleted.deletions()).isZero();
      assertThat(deleted.samples(first, "train")).isZero();

      store.delete(new Deletion(Set.of("one", "three", "absent"), Set.of(), List.of(), Set.of()));

      assertThat(deleted.deletions()).isEqualTo(1);
      assertThat(deleted.samples(first, "train")).isEqualTo(1);
      assertThat(deleted.samples(first, "test")).isEqualTo(1);
      Manifest second = cut.cut(List.of()).orElseThrow().manifest();
      assertThat(deleted.samples(second, "train")).isZero();
    }
  }
}
