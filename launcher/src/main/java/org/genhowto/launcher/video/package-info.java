/** Video files that a command is given. */
@NullMarked
package org.genhowto.launcher.video;

import org.jspecify.annotations.NullMarked;
