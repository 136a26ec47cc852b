/** BLIP-2: its networks, its settings, beam search. */
@NullMarked
package org.genhowto.captioner.blip2;

import org.jspecify.annotations.NullMarked;
