/** Kafka Streams as a worker. */
@NullMarked
package org.genhowto.runtime.streams;

import org.jspecify.annotations.NullMarked;
