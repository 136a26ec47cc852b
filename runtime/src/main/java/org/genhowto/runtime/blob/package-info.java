/** Bytes too large for a record, content-addressed in a folder or an S3 bucket. */
@NullMarked
package org.genhowto.runtime.blob;

import org.jspecify.annotations.NullMarked;
