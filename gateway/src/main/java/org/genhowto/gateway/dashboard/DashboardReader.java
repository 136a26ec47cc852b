package org.genhowto.gateway.dashboard;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.genhowto.gateway.dashboard.model.DashboardModel;
import org.genhowto.gateway.rating.RatingBook;
import org.genhowto.runtime.topic.TopicReader;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.HumanRating;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.UndecodableException;

/** Takes every topic of the journey and every dead letter into the dashboard's model. */
final class DashboardReader implements TopicReader {
  private final DashboardModel model;
  private final RatingBook ratings;
  private final Map<String, Codec<?>> codecs = new HashMap<>();

  DashboardReader(AvroSerdes serdes, DashboardModel model, RatingBook ratings) {
    this.model = model;
    this.ratings = ratings;
    for (Topic<?> topic : Topics.all()) {
      codecs.put(topic.name(), serdes.codec(topic));
    }
  }

  /** None: it shows what there is. */
  @Override
  public Set<String> needs() {
    return Set.of();
  }

  @Override
  public boolean reads(String topic) {
    return codecs.containsKey(topic) || Topics.isDeadLetters(topic);
  }

  @Override
  public void read(ConsumerRecord<byte[], byte[]> record)
      throws UndecodableException, RegistryUnavailableException {
    Codec<?> codec = codecs.get(record.topic());
    if (codec == null) {
      model.addDeadLetter(record);
      return;
    }
    if (record.value() == null) {
      if (record.key() != null) {
        model.forget(record.topic(), new String(record.key(), StandardCharsets.UTF_8));
      }
      return;
    }
    try {
      Object value = codec.decode(record.value());
      model.add(record, value);
      rate(value);
    } catch (UndecodableException e) {
      model.addUndecodable(record); // It counts all the same.
      throw e;
    }
  }

  private void rate(Object value) {
    if (value instanceof GenerationResult result) {
      ratings.add(result);
    } else if (value instanceof HumanRating rating) {
      ratings.add(rating);
    }
  }
}
