package org.genhowto.generator;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.genhowto.runtime.topic.TopicReader;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.Control;
import org.genhowto.schemas.GenerationControl;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.UndecodableException;

/**
 * Knows which requests were called off. Every generator reads the whole control topic, as a request
 * may be cancelled before it is worked on and by any of them; the newest {@value #KEPT} names are
 * kept. A cancellation is a courtesy: where it is not heard in time, the result stands.
 */
final class Cancellations implements TopicReader {
  private static final int KEPT = 100_000;

  private final Codec<GenerationControl> codec;
  private final Set<String> calledOff =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                  return size() > KEPT;
                }
              }));

  Cancellations(Codec<GenerationControl> codec) {
    this.codec = codec;
  }

  boolean contains(String requestId) {
    return calledOff.contains(requestId);
  }

  @Override
  public Set<String> needs() {
    return Set.of(Topics.GENERATION_CONTROL.name());
  }

  @Override
  public void read(ConsumerRecord<byte[], byte[]> record)
      throws UndecodableException, RegistryUnavailableException {
    GenerationControl control = codec.decode(record.value());
    if (control.getControl() == Control.CANCEL) {
      calledOff.add(control.getRequestId());
    }
  }
}
