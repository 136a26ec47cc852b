/** Faults against every worker and what they stand on, and whether the promises hold. */
@NullMarked
package org.genhowto.launcher.chaos;

import org.jspecify.annotations.NullMarked;
