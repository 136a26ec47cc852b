/** Samples into metrics, always on: what is kept, when it is measured, what is published. */
@NullMarked
package org.genhowto.evaluator.live;

import org.jspecify.annotations.NullMarked;
