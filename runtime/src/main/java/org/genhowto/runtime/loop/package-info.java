/**
 * The exactly-once loop and the share-group loop, from polling to the transaction or
 * acknowledgement.
 */
@NullMarked
package org.genhowto.runtime.loop;

import org.jspecify.annotations.NullMarked;
