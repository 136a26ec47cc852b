/** The settings of all rooms, known whatever runs, and their reference. */
@NullMarked
package org.genhowto.launcher.settings;

import org.jspecify.annotations.NullMarked;
