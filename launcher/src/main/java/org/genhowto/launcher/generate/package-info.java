/** A request for images: over HTTP, over Kafka, or in this process. */
@NullMarked
package org.genhowto.launcher.generate;

import org.jspecify.annotations.NullMarked;
