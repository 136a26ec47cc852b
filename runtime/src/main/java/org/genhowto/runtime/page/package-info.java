/** Pages of HTML that need nothing else. */
@NullMarked
package org.genhowto.runtime.page;

import org.jspecify.annotations.NullMarked;
