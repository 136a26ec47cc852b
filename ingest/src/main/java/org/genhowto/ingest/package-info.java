/** Video reference in, sampled frames out. */
@NullMarked
package org.genhowto.ingest;

import org.jspecify.annotations.NullMarked;
