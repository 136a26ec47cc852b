/** The command line, an embedded Kafka and registry, and everything in one process. */
@NullMarked
package org.genhowto.launcher;

import org.jspecify.annotations.NullMarked;
