/** The look that all pages made here share, and the parts they are made of. */
@NullMarked
package org.genhowto.miniature.page;

import org.jspecify.annotations.NullMarked;
