/** Contracts of the journey: Avro records, the topic catalogue and its serdes. */
@NullMarked
package org.genhowto.schemas;

import org.jspecify.annotations.NullMarked;
