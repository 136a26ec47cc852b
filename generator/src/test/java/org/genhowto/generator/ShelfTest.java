package org.genhowto.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.genhowto.generator.baselines.Method;
import org.genhowto.generator.sampling.SamplingSettings;
import org.junit.jupiter.api.Test;

class ShelfTest {
  private final List<String> freed = new ArrayList<>();

  private Shelf.Loaded weights(String name) {
    return new Shelf.Loaded(
        name,
        "sha-" + name,
        new ServedModel(
            Method.GENHOWTO,
            (painting, priority, listener) -> Optional.empty(),
            SamplingSettings.PUBLISHED,
            name + "-base"),
        () -> freed.add(name));
  }

  private static String version(Models.Held held) {
    return held.model().version();
  }

  @Test
  void a_running_request_ends_with_the_weights_it_began_with_and_then_they_are_freed()
      throws Exception {
    Shelf shelf = new Shelf(0, weights("a"));
    Models.Held running = shelf.hold(Optional.empty());
    Models.Held other = shelf.hold(Optional.empty());
    shelf.serve(weights("b"));

    assertThat(version(running)).isEqualTo("a-base");
    assertThat(version(shelf.hold(Optional.empty()))).isEqualTo("b-base");
    running.close();
    running.close();
    assertThat(freed).isEmpty();
    other.close();
    assertThat(freed).containsExactly("a");
  }

  @Test
  void what_is_pinned_is_what_serves_or_what_is_kept() throws Exception {
    Shelf shelf = new Shelf(1, weights("a"));
    shelf.serve(weights("b"));
    assertThat(version(shelf.hold(Optional.of("a-base")))).isEqualTo("a-base");
    assertThat(version(shelf.hold(Optional.of("a")))).isEqualTo("a-base");
    assertThat(version(shelf.hold(Optional.of("b-base")))).isEqualTo("b-base");
    shelf.serve(weights("c"));
    assertThatThrownBy(() -> shelf.hold(Optional.of("a-base")))
        .isInstanceOf(RefusedException.class)
        .hasMessage(
            "modelVersion is 'a-base', expected 'c-base', which is in service or 'b-base', which"
                + " was before");
  }

  @Test
  void weights_that_are_still_there_serve_again_without_being_read() throws Exception {
    Shelf shelf = new Shelf(1, weights("a"));
    shelf.serve(weights("b"));
    assertThat(shelf.serveAgain("a sha-a")).isTrue();
    assertThat(shelf.serving()).isEqualTo("a-base");
    assertThat(version(shelf.hold(Optional.of("b")))).isEqualTo("b-base");
    assertThat(shelf.serveAgain("a sha-z")).isFalse();
    assertThat(freed).isEmpty();
  }

  @Test
  void a_candidate_answers_who_asks_for_it_and_serves_once_it_is_promoted() throws Exception {
    Shelf shelf = new Shelf(0, weights("a"));
    shelf.offer(weights("b"));
    assertThat(version(shelf.hold(Optional.empty()))).isEqualTo("a-base");
    Models.Held tried = shelf.hold(Optional.of("b"));
    assertThat(version(tried)).isEqualTo("b-base");
    assertThatThrownBy(() -> shelf.hold(Optional.of("c")))
        .hasMessage(
            "modelVersion is 'c', expected 'a-base', which is in service or 'b-base', which is a"
                + " candidate");

    assertThat(shelf.serveAgain("b sha-b")).isTrue();
    assertThat(shelf.serving()).isEqualTo("b-base");
    shelf.withdraw();
    assertThat(version(shelf.hold(Optional.of("b")))).isEqualTo("b-base");
    assertThat(freed).isEmpty();
  }

  @Test
  void a_candidate_that_is_withdrawn_or_replaced_is_freed_after_its_last_request()
      throws Exception {
    Shelf shelf = new Shelf(1, weights("a"));
    shelf.offer(weights("b"));
    Models.Held running = shelf.hold(Optional.of("b"));
    shelf.offer(weights("c"));
    assertThat(freed).isEmpty();
    running.close();
    assertThat(freed).containsExactly("b");
    assertThat(shelf.offerAgain("c sha-c")).isTrue();
    shelf.withdraw();
    assertThat(freed).containsExactly("b", "c");
    assertThat(shelf.offerAgain("c sha-c")).isFalse();
  }

  @Test
  void what_serves_is_no_second_candidate_and_takes_the_place_of_another() {
    Shelf shelf = new Shelf(1, weights("a"));
    shelf.offer(weights("b"));
    assertThat(shelf.offerAgain("a sha-a")).isTrue();
    assertThat(freed).containsExactly("b");
    assertThatThrownBy(() -> shelf.hold(Optional.of("b"))).isInstanceOf(RefusedException.class);
  }

  @Test
  void closing_frees_all() {
    Shelf shelf = new Shelf(2, weights("a"));
    shelf.serve(weights("b"));
    shelf.offer(weights("c"));
    shelf.close();
    assertThat(freed).containsExactlyInAnyOrder("a", "b", "c");
  }
}
