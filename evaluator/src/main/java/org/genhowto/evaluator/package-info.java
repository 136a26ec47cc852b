/** Images in, classifier accuracy and Frechet distance out, continuously. */
@NullMarked
package org.genhowto.evaluator;

import org.jspecify.annotations.NullMarked;
