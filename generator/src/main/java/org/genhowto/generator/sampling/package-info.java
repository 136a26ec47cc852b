/** From noise to images, step by step: GenHowTo. */
@NullMarked
package org.genhowto.generator.sampling;

import org.jspecify.annotations.NullMarked;
