/** Local video files: probing, decoding, sampled frames; and their encoding. */
@NullMarked
package org.genhowto.ingest.video;

import org.jspecify.annotations.NullMarked;
