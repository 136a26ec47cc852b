package org.genhowto.runtime.handler;

import org.jspecify.annotations.Nullable;

/**
 * One record as a handler sees it.
 *
 * @param attempt how often this record was tried, from 1
 */
public record Incoming<V>(
    @Nullable String key, V value, String topic, int partition, long offset, int attempt) {}
