/** Video files that a command is given, and sends. */
@NullMarked
package org.genhowto.launcher.video;

import org.jspecify.annotations.NullMarked;
