package org.genhowto.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CompositeWorkerTest {
  private final List<String> calls = new ArrayList<>();

  /** Notes when it is started and closed. */
  private final class Noting implements Worker {
    private final String name;
    private boolean ready;
    private Optional<Throwable> failure = Optional.empty();

    Noting(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void start() {
      calls.add("start " + name);
    }

    @Override
    public boolean ready() {
      return ready;
    }

    @Override
    public Optional<Throwable> failure() {
      return failure;
    }

    @Override
    public void close() {
      calls.add("close " + name);
    }
  }

  private final Noting loop = new Noting("loop");
  private final Noting listener = new Noting("listener");
  private final Worker owner = new CompositeWorker(loop, () -> calls.add("close model"), listener);

  @Test
  void parts_start_before_the_worker_and_are_closed_after_it_in_reverse() {
    // When
    owner.start();
    owner.close();
    // Then
    assertThat(owner.name()).isEqualTo("loop");
    assertThat(calls)
        .containsExactly(
            "start listener", "start loop", "close loop", "close listener", "close model");
  }

  @Test
  void it_is_ready_when_the_worker_and_all_parts_are() {
    loop.ready = true;
    assertThat(owner.ready()).isFalse();
    listener.ready = true;
    assertThat(owner.ready()).isTrue();
    loop.ready = false;
    assertThat(owner.ready()).isFalse();
  }

  @Test
  void what_stops_a_part_stops_the_whole() {
    assertThat(owner.failure()).isEmpty();
    listener.failure = Optional.of(new IllegalStateException("listener"));
    assertThat(owner.failure()).get().hasToString("java.lang.IllegalStateException: listener");
    loop.failure = Optional.of(new IllegalStateException("loop"));
    assertThat(owner.failure()).get().hasToString("java.lang.IllegalStateException: loop");
  }
}
