/**
 * A judge of pictures that learnt from the truth. It measures, and nothing that is measured knows
 * of it.
 */
@NullMarked
package org.genhowto.miniature.judge;

import org.jspecify.annotations.NullMarked;
