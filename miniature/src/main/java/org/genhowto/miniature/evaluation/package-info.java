/** Measures the trained models against the truth of the world. */
@NullMarked
package org.genhowto.miniature.evaluation;

import org.jspecify.annotations.NullMarked;
