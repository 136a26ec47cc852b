package org.genhowto.schemas;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * A topic bound to the record it carries. Keys are UTF-8 strings; values are Avro in Confluent's
 * wire format.
 *
 * @param name name of the topic
 * @param type record class of the values
 * @param key what the key is, such as videoId
 * @param partitions partitions when this project creates the topic
 * @param compacted whether only the newest value of a key is kept
 */
public record Topic<V extends SpecificRecord>(
    String name, Class<V> type, String key, int partitions, boolean compacted) {

  /** The Avro schema of the values. */
  public Schema schema() {
    return SpecificData.get().getSchema(type);
  }
}
