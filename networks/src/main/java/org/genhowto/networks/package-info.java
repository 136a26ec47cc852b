/** Scripted networks on DJL, checkpoints, CLIP and what else two rooms share. */
@NullMarked
package org.genhowto.networks;

import org.jspecify.annotations.NullMarked;
