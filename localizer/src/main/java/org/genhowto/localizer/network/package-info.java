/** The network that scores frames, and what it is fed with. */
@NullMarked
package org.genhowto.localizer.network;

import org.jspecify.annotations.NullMarked;
