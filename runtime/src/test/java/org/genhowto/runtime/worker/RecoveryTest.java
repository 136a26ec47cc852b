package org.genhowto.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.genhowto.runtime.loop.LoopBench;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryTest {
  @TempDir Path folder;
  private Recovery recovery;

  @BeforeEach
  void setUp() {
    WorkerContext context = new WorkerContext("tester", new LoopBench(folder).platform);
    context.beginClosing(); // So that nothing pauses.
    recovery = new Recovery(context, thrown -> thrown instanceof AuthorizationException);
  }

  @Test
  void a_failure_that_may_pass_is_remembered_until_a_turn_succeeds() throws Exception {
    recovery.attempt(() -> fail(new TimeoutException("no broker")));
    assertThat(recovery.recovering()).isTrue();
    recovery.attempt(() -> assertThat(recovery.recovering()).isTrue());
    assertThat(recovery.recovering()).isFalse();
  }

  @Test
  void what_no_wait_mends_goes_through() {
    assertThatThrownBy(() -> recovery.attempt(() -> fail(new AuthorizationException("no"))))
        .isInstanceOf(AuthorizationException.class);
    assertThatThrownBy(() -> recovery.attempt(() -> fail(new IllegalStateException("a bug"))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void being_woken_is_no_failure() throws Exception {
    recovery.attempt(() -> fail(new WakeupException()));
    assertThat(recovery.recovering()).isFalse();
    assertThat(new WakeupException()).isInstanceOf(KafkaException.class);
  }

  private static void fail(RuntimeException thrown) {
    throw thrown;
  }
}
