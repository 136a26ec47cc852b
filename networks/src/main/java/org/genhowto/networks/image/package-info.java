/** Pictures in memory: decoding, resampling, normalisation. */
@NullMarked
package org.genhowto.networks.image;

import org.jspecify.annotations.NullMarked;
