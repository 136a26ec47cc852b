/** Who may do what on a cluster that asks. */
@NullMarked
package org.genhowto.launcher.access;

import org.jspecify.annotations.NullMarked;
