/** What a network costs, beside the reference implementation, and what a service on it gives. */
@NullMarked
package org.genhowto.generator.bench;

import org.jspecify.annotations.NullMarked;
