/** How long work tells how far it has come. */
@NullMarked
package org.genhowto.runtime.progress;

import org.jspecify.annotations.NullMarked;
