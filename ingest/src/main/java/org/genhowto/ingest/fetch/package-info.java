/** Brings the bytes a video reference names into a local file. */
@NullMarked
package org.genhowto.ingest.fetch;

import org.jspecify.annotations.NullMarked;
