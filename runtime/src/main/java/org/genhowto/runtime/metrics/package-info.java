/** What a worker counts and measures. */
@NullMarked
package org.genhowto.runtime.metrics;

import org.jspecify.annotations.NullMarked;
