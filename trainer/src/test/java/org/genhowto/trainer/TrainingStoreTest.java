package org.genhowto.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.genhowto.networks.model.TrainingFiles;
import org.genhowto.runtime.blob.ObjectStore;
import org.genhowto.runtime.blob.ObjectStores;
import org.genhowto.runtime.config.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingStoreTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir Path folder;
  private ObjectStore objects;
  private TrainingStore store;

  @BeforeEach
  void open() {
    objects =
        ObjectStores.open(
            "trainer.uri", folder.resolve("store").toString(), Configuration.of(Map.of()));
    store = new TrainingStore(objects);
  }

  @Test
  void a_lease_is_one_trainers_until_it_ends_or_is_given_back() throws Exception {
    assertThat(store.take("a", "one", NOW, MINUTE)).isTrue();
    assertThat(store.take("a", "two", NOW.plusSeconds(59), MINUTE)).isFalse();
    assertThat(store.take("a", "one", NOW.plusSeconds(59), MINUTE)).as("renewed").isTrue();
    assertThat(store.take("a", "two", NOW.plusSeconds(61), MINUTE)).isFalse();
    assertThat(store.take("b", "two", NOW, MINUTE)).as("another training").isTrue();
    assertThat(store.take("a", "two", NOW.plusSeconds(119), MINUTE)).as("it ended").isTrue();
    assertThat(store.take("a", "one", NOW.plusSeconds(120), MINUTE)).isFalse();
    store.release("a", "one");
    assertThat(store.take("a", "one", NOW.plusSeconds(121), MINUTE))
        .as("who does not hold it cannot give it back")
        .isFalse();
    store.release("a", "two");
    assertThat(store.take("a", "one", NOW.plusSeconds(122), MINUTE)).isTrue();
  }

  @Test
  void the_newest_checkpoint_comes_back_and_older_ones_go() throws Exception {
    TrainingFiles here = files("here", "ten", "1,0.5\n");
    store.save("a", here, 10, 3.5);
    Files.writeString(here.state(), "twenty");
    store.save("a", here, 20, 7);
    TrainingFiles late = files("late", "ten", "1,0.5\n");
    store.save("a", late, 10, 9);

    TrainingFiles there = TrainingFiles.in(folder.resolve("there"));
    assertThat(store.restore("a", there).orElseThrow().step()).isEqualTo(20);
    assertThat(there.state()).hasContent("twenty");
    assertThat(there.curve()).hasContent("1,0.5\n");
    assertThat(store.checkpoint("a").orElseThrow().seconds()).isEqualTo(7);
    assertThat(objects.list("a/state-").stream().map(ObjectStore.Listed::name))
        .contains("a/state-000000020.safetensors");
    store.clear("a");
    assertThat(objects.list("a/")).isEmpty();
    assertThat(store.restore("a", there)).isEmpty();
  }

  private TrainingFiles files(String name, String state, String curve) throws Exception {
    TrainingFiles files = TrainingFiles.in(Files.createDirectories(folder.resolve(name)));
    Files.writeString(files.state(), state);
    Files.writeString(files.curve(), curve);
    return files;
  }
}
