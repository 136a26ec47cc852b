package org.genhowto.runtime.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every store of named objects does, whichever it is. */
abstract class ObjectStoreContract {
  abstract ObjectStore objects();

  @Test
  void a_name_is_given_once() throws Exception {
    assertThat(objects().create("a/one.json", "first".getBytes(UTF_8))).isTrue();
    assertThat(objects().create("a/one.json", "second".getBytes(UTF_8))).isFalse();
    assertThat(text("a/one.json")).contains("first");
  }

  @Test
  void a_file_larger_than_a_part_comes_back_as_it_was(@TempDir Path folder) throws Exception {
    byte[] bytes = new byte[(33 << 20) + 5];
    new Random(1).nextBytes(bytes);
    Path file = Files.write(folder.resolve("large"), bytes);

    assertThat(objects().create("large.tar", file)).isTrue();
    assertThat(objects().create("large.tar", file)).isFalse();

    try (InputStream in = objects().open("large.tar", 0)) {
      assertThat(Sha256.of(in.readAllBytes())).isEqualTo(Sha256.of(bytes));
    }
    try (InputStream in = objects().open("large.tar", bytes.length - 3)) {
      assertThat(in.readAllBytes())
          .containsExactly(
              bytes[bytes.length - 3], bytes[bytes.length - 2], bytes[bytes.length - 1]);
    }
  }

  @Test
  void what_is_replaced_is_what_was_found() throws Exception {
    assertThat(objects().replace("latest", "1".getBytes(UTF_8), Optional.empty())).isTrue();
    String tag = objects().find("latest").orElseThrow().tag();
    assertThat(objects().replace("latest", "x".getBytes(UTF_8), Optional.empty())).isFalse();
    assertThat(objects().replace("latest", "2".getBytes(UTF_8), Optional.of(tag))).isTrue();
    assertThat(objects().replace("latest", "3".getBytes(UTF_8), Optional.of(tag))).isFalse();
    assertThat(text("latest")).contains("2");
  }

  @Test
  void of_many_writers_of_a_name_one_succeeds() throws Exception {
    int writers = 4;
    CyclicBarrier together = new CyclicBarrier(writers);
    ExecutorService executor = Executors.newFixedThreadPool(writers);
    try {
      List<Future<Boolean>> creations = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        byte[] bytes = ("writer " + i).getBytes(UTF_8);
        creations.add(
            executor.submit(
                () -> {
                  together.await();
                  return objects().create("contended", bytes);
                }));
      }
      int successes = 0;
      for (Future<Boolean> creation : creations) {
        successes += creation.get() ? 1 : 0;
      }
      assertThat(successes).isEqualTo(1);
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void names_are_listed_in_order_and_deleted() throws Exception {
    for (String name : List.of("l/b/2", "l/a", "l/b/1", "m")) {
      objects().create(name, name.getBytes(UTF_8));
    }
    assertThat(objects().list("l/"))
        .extracting(ObjectStore.Listed::name)
        .containsExactly("l/a", "l/b/1", "l/b/2");
    assertThat(objects().list("l/b/")).extracting(ObjectStore.Listed::length).containsOnly(5L);
    objects().delete("l/a");
    objects().delete("l/a");
    assertThat(objects().find("l/a")).isEmpty();
    assertThat(objects().list("nothing/")).isEmpty();
  }

  @Test
  void what_is_absent_is_said_to_be() throws Exception {
    assertThat(objects().find("absent")).isEmpty();
    assertThatThrownBy(() -> objects().open("absent", 0).close())
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void a_name_that_leaves_the_store_is_refused() {
    for (String name : List.of("../x", "/etc/passwd", "a//b", "")) {
      assertThatThrownBy(() -> objects().find(name))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("object name is '" + name + "'");
    }
  }

  private Optional<String> text(String name) throws Exception {
    return objects().find(name).map(found -> new String(found.bytes(), UTF_8));
  }
}
