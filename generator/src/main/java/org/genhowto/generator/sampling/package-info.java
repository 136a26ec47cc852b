/** From noise to images: schedules, samplers, and GenHowTo on them. */
@NullMarked
package org.genhowto.generator.sampling;

import org.jspecify.annotations.NullMarked;
