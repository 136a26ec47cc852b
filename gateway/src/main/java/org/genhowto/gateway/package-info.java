/** The robots' door: requests and videos in over HTTP, progress and results out. */
@NullMarked
package org.genhowto.gateway;

import org.jspecify.annotations.NullMarked;
