/** The gateway as a member of the queue of generation requests. */
@NullMarked
package org.genhowto.gateway.queue;

import org.jspecify.annotations.NullMarked;
