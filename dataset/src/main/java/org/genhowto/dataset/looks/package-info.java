/** Pictures that look alike. */
@NullMarked
package org.genhowto.dataset.looks;

import org.jspecify.annotations.NullMarked;
