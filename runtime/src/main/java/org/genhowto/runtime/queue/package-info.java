/**
 * The queue of generation requests: who works on which of them, in which order, told by the order
 * of the claims in one topic.
 */
@NullMarked
package org.genhowto.runtime.queue;

import org.jspecify.annotations.NullMarked;
