/** The form of training shards, and the split a video belongs to. */
@NullMarked
package org.genhowto.runtime.shard;

import org.jspecify.annotations.NullMarked;
