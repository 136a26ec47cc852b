/** What a network costs, beside the reference implementation. */
@NullMarked
package org.genhowto.generator.bench;

import org.jspecify.annotations.NullMarked;
