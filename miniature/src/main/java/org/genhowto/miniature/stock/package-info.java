/** Stock pictures: how things look where they are sold, and what is written beside them. */
@NullMarked
package org.genhowto.miniature.stock;

import org.jspecify.annotations.NullMarked;
