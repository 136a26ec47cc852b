/** The page that shows the journey and its metrics as they come. */
@NullMarked
package org.genhowto.gateway.dashboard;

import org.jspecify.annotations.NullMarked;
