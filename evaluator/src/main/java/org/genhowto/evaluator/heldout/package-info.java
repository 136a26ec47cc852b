/** The same requests for each release, so that releases can be compared. */
@NullMarked
package org.genhowto.evaluator.heldout;

import org.jspecify.annotations.NullMarked;
