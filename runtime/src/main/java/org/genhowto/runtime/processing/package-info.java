/** How a record comes to its end, whoever hands it out: attempts, outcomes, what is sent. */
@NullMarked
package org.genhowto.runtime.processing;

import org.jspecify.annotations.NullMarked;
