/** The search for three ordered frames under scores. */
@NullMarked
package org.genhowto.localizer.search;

import org.jspecify.annotations.NullMarked;
