/** What there is in the world: categories, phases, outcomes, and how much of it. */
@NullMarked
package org.genhowto.miniature.world;

import org.jspecify.annotations.NullMarked;
