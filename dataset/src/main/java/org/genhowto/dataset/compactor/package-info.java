/** The worker that makes versions of what the shard writer announces. */
@NullMarked
package org.genhowto.dataset.compactor;

import org.jspecify.annotations.NullMarked;
