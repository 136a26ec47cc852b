/** Kafka and the Schema Registry alone, each as a process of its own. */
@NullMarked
package org.genhowto.launcher.standalone;

import org.jspecify.annotations.NullMarked;
