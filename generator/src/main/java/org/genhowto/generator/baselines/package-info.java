/** The methods that GenHowTo is compared with. */
@NullMarked
package org.genhowto.generator.baselines;

import org.jspecify.annotations.NullMarked;
