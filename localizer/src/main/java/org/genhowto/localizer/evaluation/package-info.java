/** ChangeIt's metrics of a localizer. */
@NullMarked
package org.genhowto.localizer.evaluation;

import org.jspecify.annotations.NullMarked;
