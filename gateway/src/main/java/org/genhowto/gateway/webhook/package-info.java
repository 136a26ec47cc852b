/** Results posted, signed, to the address that their request names. */
@NullMarked
package org.genhowto.gateway.webhook;

import org.jspecify.annotations.NullMarked;
