/** The world as videos and still pictures, with their truth. */
@NullMarked
package org.genhowto.miniature.video;

import org.jspecify.annotations.NullMarked;
