/** The page on which people make images. */
@NullMarked
package org.genhowto.gateway.page;

import org.jspecify.annotations.NullMarked;
