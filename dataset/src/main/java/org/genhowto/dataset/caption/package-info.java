/** What is wrong with captions, by their words alone, and how samples stand in that. */
@NullMarked
package org.genhowto.dataset.caption;

import org.jspecify.annotations.NullMarked;
