/** The dataset in its store: segments as they arrive, versions of shards, deletions. */
@NullMarked
package org.genhowto.dataset.version;

import org.jspecify.annotations.NullMarked;
