/** Weights put in service, taken back and tried. */
@NullMarked
package org.genhowto.runtime.release;

import org.jspecify.annotations.NullMarked;
