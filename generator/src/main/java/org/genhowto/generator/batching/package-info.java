/** Many requests in the passes of one network: which share a pass, and how many. */
@NullMarked
package org.genhowto.generator.batching;

import org.jspecify.annotations.NullMarked;
