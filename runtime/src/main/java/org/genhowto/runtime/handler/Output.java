package org.genhowto.runtime.handler;

import org.apache.avro.specific.SpecificRecord;
import org.genhowto.schemas.Topic;

/** One record to be sent. */
public record Output<V extends SpecificRecord>(Topic<V> topic, String key, V value) {}
