/** Published data sets of instructional videos: ChangeIt and COIN. */
@NullMarked
package org.genhowto.dataset.corpus;

import org.jspecify.annotations.NullMarked;
