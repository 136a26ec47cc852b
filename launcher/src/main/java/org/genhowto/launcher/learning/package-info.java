/** A system that learns from the videos it is given, without a command. */
@NullMarked
package org.genhowto.launcher.learning;

import org.jspecify.annotations.NullMarked;
