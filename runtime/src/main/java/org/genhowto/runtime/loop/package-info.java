/** The exactly-once loop, from polling to the transaction. */
@NullMarked
package org.genhowto.runtime.loop;

import org.jspecify.annotations.NullMarked;
