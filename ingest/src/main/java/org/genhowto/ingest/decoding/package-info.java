/** Processes that read foreign videos, so that a fault in a library ends none but them. */
@NullMarked
package org.genhowto.ingest.decoding;

import org.jspecify.annotations.NullMarked;
