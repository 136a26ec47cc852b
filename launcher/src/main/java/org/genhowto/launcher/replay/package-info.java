/** Stages of the journey run again from the log, and compared with what stands. */
@NullMarked
package org.genhowto.launcher.replay;

import org.jspecify.annotations.NullMarked;
