/** Numbers from vectors: classifiers, Frechet and kernel distance, intervals. */
@NullMarked
package org.genhowto.evaluator.statistics;

import org.jspecify.annotations.NullMarked;
