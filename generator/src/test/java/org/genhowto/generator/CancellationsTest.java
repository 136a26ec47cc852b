package org.genhowto.generator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.Control;
import org.genhowto.schemas.GenerationControl;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.UndecodableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CancellationsTest {
  private static final String TOPIC = Topics.GENERATION_CONTROL.name();

  private final AvroSerdes serdes = AvroSerdes.at("mock://cancellations");
  private final Codec<GenerationControl> codec = serdes.codec(Topics.GENERATION_CONTROL);
  private final Cancellations cancellations = new Cancellations(codec);

  @AfterEach
  void close() {
    serdes.close();
  }

  @Test
  void what_was_called_off_is_known_and_nothing_else() throws Exception {
    cancellations.read(record(cancellation("early")));
    cancellations.read(record(cancellation("late")));

    assertThat(cancellations.contains("early")).isTrue();
    assertThat(cancellations.contains("late")).isTrue();
    assertThat(cancellations.contains("other")).isFalse();
  }

  @Test
  void a_record_that_is_no_cancellation_is_told() {
    assertThatThrownBy(() -> cancellations.read(record("no record".getBytes(UTF_8))))
        .isInstanceOf(UndecodableException.class);
  }

  @Test
  void only_the_control_topic_is_needed() {
    assertThat(cancellations.reads(TOPIC)).isTrue();
    assertThat(cancellations.reads(Topics.GENERATION_REQUESTS.name())).isFalse();
  }

  private byte[] cancellation(String requestId) throws Exception {
    return codec.encode(
        GenerationControl.newBuilder().setRequestId(requestId).setControl(Control.CANCEL).build());
  }

  private static ConsumerRecord<byte[], byte[]> record(byte[] value) {
    return new ConsumerRecord<>(TOPIC, 0, 0, null, value);
  }
}
