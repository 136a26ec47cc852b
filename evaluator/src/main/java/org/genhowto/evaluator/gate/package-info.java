/** Whether a release may take the place of the one that serves. */
@NullMarked
package org.genhowto.evaluator.gate;

import org.jspecify.annotations.NullMarked;
