/** The stages that train the miniature models. */
@NullMarked
package org.genhowto.miniature.training;

import org.jspecify.annotations.NullMarked;
