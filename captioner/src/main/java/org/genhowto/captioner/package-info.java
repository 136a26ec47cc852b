/** Triplets in, captioned triplets out. */
@NullMarked
package org.genhowto.captioner;

import org.jspecify.annotations.NullMarked;
