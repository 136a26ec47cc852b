/** Files that stand in one file, one behind the other. */
@NullMarked
package org.genhowto.ingest.glued;

import org.jspecify.annotations.NullMarked;
