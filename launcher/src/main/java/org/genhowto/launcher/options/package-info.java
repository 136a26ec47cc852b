/** Options that commands share. */
@NullMarked
package org.genhowto.launcher.options;

import org.jspecify.annotations.NullMarked;
