/** Who may use the gateway, and how much: tokens, quotas, the way in for browsers. */
@NullMarked
package org.genhowto.gateway.access;

import org.jspecify.annotations.NullMarked;
