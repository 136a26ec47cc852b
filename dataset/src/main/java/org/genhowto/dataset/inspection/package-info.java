/** Looks into versions: samples on a page, differences, and what must not be there. */
@NullMarked
package org.genhowto.dataset.inspection;

import org.jspecify.annotations.NullMarked;
