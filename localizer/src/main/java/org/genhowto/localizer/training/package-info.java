/**
 * Self-supervised training of the localizer, as in LookForTheChange and its multi-task successor.
 */
@NullMarked
package org.genhowto.localizer.training;

import org.jspecify.annotations.NullMarked;
