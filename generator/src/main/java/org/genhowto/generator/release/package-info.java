/** Weights on their way from whoever trained them to the workers that serve them. */
@NullMarked
package org.genhowto.generator.release;

import org.jspecify.annotations.NullMarked;
