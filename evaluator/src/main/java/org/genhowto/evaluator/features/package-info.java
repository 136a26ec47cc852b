/** Pictures as vectors: CLIP and Inception features. */
@NullMarked
package org.genhowto.evaluator.features;

import org.jspecify.annotations.NullMarked;
