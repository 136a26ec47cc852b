/** What people and machines read of the running program: one line per event. */
@NullMarked
package org.genhowto.launcher.logging;

import org.jspecify.annotations.NullMarked;
