/** How far long work has come, for people who wait for it. */
@NullMarked
package org.genhowto.launcher.progress;

import org.jspecify.annotations.NullMarked;
