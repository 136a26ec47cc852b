/** A worker, what it stands on, its process and its health. */
@NullMarked
package org.genhowto.runtime.worker;

import org.jspecify.annotations.NullMarked;
