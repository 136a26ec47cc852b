/** Decoded pictures: fields, wide colours, and what is measured of one alone and beside others. */
@NullMarked
package org.genhowto.ingest.picture;

import org.jspecify.annotations.NullMarked;
