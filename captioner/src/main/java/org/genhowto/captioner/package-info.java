/** Triplets in, captioned triplets and training shards out. */
@NullMarked
package org.genhowto.captioner;

import org.jspecify.annotations.NullMarked;
