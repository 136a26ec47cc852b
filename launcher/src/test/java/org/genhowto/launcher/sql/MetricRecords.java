package org.genhowto.launcher.sql;

import io.apicurio.registry.utils.converter.avro.AvroData;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericContainer;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.storage.StringConverter;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.EvaluationMetric;
import org.genhowto.schemas.MetricKey;
import org.genhowto.schemas.Topics;
import org.jspecify.annotations.Nullable;

/**
 * Records of evaluation-metrics as a sink is given them: written by our serdes, read as Confluent's
 * converter reads them, in the schema of the writer.
 */
final class MetricRecords {
  private static final String TOPIC = Topics.EVALUATION_METRICS.name();
  private static final Map<String, Object> REGISTRY =
      Map.of("schema.registry.url", "mock://metrics-in-sql");

  private final AvroSerdes serdes = AvroSerdes.of(REGISTRY);
  private final KafkaAvroDeserializer deserializer = new KafkaAvroDeserializer();
  private final AvroData connect = new AvroData(16);
  private final StringConverter strings = new StringConverter();
  private final List<SinkRecord> records = new ArrayList<>();

  MetricRecords() {
    deserializer.configure(REGISTRY, false);
    strings.configure(Map.of(), true);
  }

  MetricRecords put(EvaluationMetric metric) {
    byte[] bytes = serdes.serializer(Topics.EVALUATION_METRICS).serialize(TOPIC, metric);
    return add(MetricKey.of(metric), bytes);
  }

  /** A record of a schema that is not today's. */
  MetricRecords put(String key, GenericRecord metric) {
    try (KafkaAvroSerializer serializer = new KafkaAvroSerializer()) {
      serializer.configure(REGISTRY, false);
      return add(key, serializer.serialize(TOPIC, metric));
    }
  }

  MetricRecords withdraw(EvaluationMetric metric) {
    return add(MetricKey.of(metric), null);
  }

  /** All, in their order. */
  List<SinkRecord> all() {
    return List.copyOf(records);
  }

  private MetricRecords add(String key, byte @Nullable [] bytes) {
    SchemaAndValue id = strings.toConnectData(TOPIC, key.getBytes(StandardCharsets.UTF_8));
    SchemaAndValue value = value(bytes);
    records.add(
        new SinkRecord(
            TOPIC,
            0,
            id.schema(),
            id.value(),
            value.schema(),
            value.value(),
            records.size(),
            0L,
            TimestampType.CREATE_TIME));
    return this;
  }

  private SchemaAndValue value(byte @Nullable [] bytes) {
    if (bytes == null) {
      return SchemaAndValue.NULL;
    }
    GenericContainer record = (GenericContainer) deserializer.deserialize(TOPIC, bytes);
    Schema written = record.getSchema();
    return connect.toConnectData(written, record);
  }
}
