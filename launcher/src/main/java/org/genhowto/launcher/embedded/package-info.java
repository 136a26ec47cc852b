/** Kafka and a Schema Registry in this process. */
@NullMarked
package org.genhowto.launcher.embedded;

import org.jspecify.annotations.NullMarked;
