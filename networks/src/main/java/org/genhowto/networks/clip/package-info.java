/** CLIP: its two towers, and zero-shot classification with them. */
@NullMarked
package org.genhowto.networks.clip;

import org.jspecify.annotations.NullMarked;
