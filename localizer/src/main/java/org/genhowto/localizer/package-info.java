/** Frames in, scored frames and ordered triplets out. */
@NullMarked
package org.genhowto.localizer;

import org.jspecify.annotations.NullMarked;
