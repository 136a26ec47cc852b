/** Processes of this class path that a command starts and ends. */
@NullMarked
package org.genhowto.launcher.children;

import org.jspecify.annotations.NullMarked;
