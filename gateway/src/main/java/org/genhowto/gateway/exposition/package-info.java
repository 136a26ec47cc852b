/** Evaluation values for Prometheus. */
@NullMarked
package org.genhowto.gateway.exposition;

import org.jspecify.annotations.NullMarked;
