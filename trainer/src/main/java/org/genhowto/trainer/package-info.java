/** Trains on versions of the dataset, and offers the weights as candidates. */
@NullMarked
package org.genhowto.trainer;

import org.jspecify.annotations.NullMarked;
