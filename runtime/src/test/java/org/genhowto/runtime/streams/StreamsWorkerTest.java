package org.genhowto.runtime.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.genhowto.schemas.RegistryUnavailableException;
import org.junit.jupiter.api.Test;

class StreamsWorkerTest {

  @Test
  void an_absent_registry_may_come_back_however_deep_it_is_the_cause() {
    var absent = new RegistryUnavailableException("no answer", new IOException("refused"));

    assertThat(StreamsWorker.mayPass(new StreamsException(absent))).isTrue();
    assertThat(StreamsWorker.mayPass(new StreamsException(new SerializationException(absent))))
        .isTrue();
  }

  @Test
  void any_other_failure_stops_the_worker() {
    assertThat(StreamsWorker.mayPass(new StreamsException(new IOException("disk full")))).isFalse();
    assertThat(StreamsWorker.mayPass(new IllegalStateException("bug"))).isFalse();
  }
}
