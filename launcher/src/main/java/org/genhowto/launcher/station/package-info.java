/** Everything in one process, and clients of a running system. */
@NullMarked
package org.genhowto.launcher.station;

import org.jspecify.annotations.NullMarked;
