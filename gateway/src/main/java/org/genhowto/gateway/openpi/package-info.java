/** The gateway as a policy server of openpi: observations in, goal images out, by websocket. */
@NullMarked
package org.genhowto.gateway.openpi;

import org.jspecify.annotations.NullMarked;
