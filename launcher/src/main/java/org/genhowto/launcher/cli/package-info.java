/** The commands. */
@NullMarked
package org.genhowto.launcher.cli;

import org.jspecify.annotations.NullMarked;
