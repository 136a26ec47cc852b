/** Captioned triplets in, training shards out. */
@NullMarked
package org.genhowto.dataset;

import org.jspecify.annotations.NullMarked;
