/** Trainings that the command line starts. */
@NullMarked
package org.genhowto.launcher.training;

import org.jspecify.annotations.NullMarked;
