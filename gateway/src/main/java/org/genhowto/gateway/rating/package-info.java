/** People's choices between two images of one input and prompt. */
@NullMarked
package org.genhowto.gateway.rating;

import org.jspecify.annotations.NullMarked;
