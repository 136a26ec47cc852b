/** What is measured of decoded pictures: of one alone, and of one beside another. */
@NullMarked
package org.genhowto.ingest.picture;

import org.jspecify.annotations.NullMarked;
