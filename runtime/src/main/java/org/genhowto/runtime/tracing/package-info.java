/** Spans of the records that workers handle, for whoever watches traces. */
@NullMarked
package org.genhowto.runtime.tracing;

import org.jspecify.annotations.NullMarked;
