/** The dataset on a terminal: its versions, what is in them, and what is to leave them. */
@NullMarked
package org.genhowto.launcher.dataset;

import org.jspecify.annotations.NullMarked;
