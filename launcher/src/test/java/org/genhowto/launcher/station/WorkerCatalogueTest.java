package org.genhowto.launcher.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkerCatalogueTest {
  @Test
  void no_two_workers_share_a_name_or_a_group() {
    assertThat(Arrays.stream(WorkerCatalogue.values()).map(WorkerCatalogue::spelling))
        .doesNotHaveDuplicates();
    assertThat(
            Arrays.stream(WorkerCatalogue.values())
                .map(WorkerCatalogue::group)
                .flatMap(Optional::stream))
        .doesNotHaveDuplicates();
  }

  @Test
  void what_has_an_input_has_dead_letters() {
    assertThat(WorkerCatalogue.withDeadLetters())
        .contains("triplet-selection", "metrics")
        .doesNotContain("gateway");
  }

  @Test
  void an_unknown_name_is_answered_with_the_known_ones() {
    assertThat(WorkerCatalogue.named("shard-writer")).isEqualTo(WorkerCatalogue.SHARD_WRITER);
    assertThatThrownBy(() -> WorkerCatalogue.named("shards"))
        .hasMessageContaining("unknown worker 'shards', expected one of [ingest, ");
  }
}
