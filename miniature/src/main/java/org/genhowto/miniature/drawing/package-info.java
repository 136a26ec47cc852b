/** The world as pictures. */
@NullMarked
package org.genhowto.miniature.drawing;

import org.jspecify.annotations.NullMarked;
