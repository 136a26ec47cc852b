package org.genhowto.evaluator.live;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.genhowto.runtime.ledger.Ledger;
import org.genhowto.schemas.AvroSerdes;
import org.genhowto.schemas.Topic;

/** The topology of metrics without Kafka; everything is measured by who moves its clock. */
record MetricsDriver(TopologyTestDriver driver, AvroSerdes serdes) implements AutoCloseable {

  /**
   * @param state folder of the topology's stores
   */
  static MetricsDriver start(AvroSerdes serdes, LivePolicy policy, Path state) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "metrics");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    Ledger ledger = new Ledger(MetricAggregation.WORKER, "test", serdes, Clock.systemUTC());
    return new MetricsDriver(
        new TopologyTestDriver(
            MetricAggregation.topology(serdes, ledger, policy, MeasuringThreads.none()),
            properties),
        serdes);
  }

  <V extends SpecificRecord> TestInputTopic<String, V> in(Topic<V> topic) {
    return driver.createInputTopic(topic.name(), new StringSerializer(), serdes.serializer(topic));
  }

  <V extends SpecificRecord> TestOutputTopic<String, V> out(Topic<V> topic) {
    return driver.createOutputTopic(
        topic.name(), new StringDeserializer(), serdes.deserializer(topic));
  }

  @Override
  public void close() {
    driver.close();
  }
}
