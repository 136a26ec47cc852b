/**
 * A small synthetic world of instructional videos with known truth, and small models trained on it.
 */
@NullMarked
package org.genhowto.miniature;

import org.jspecify.annotations.NullMarked;
