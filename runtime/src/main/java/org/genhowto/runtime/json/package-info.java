/** JSON, once. */
@NullMarked
package org.genhowto.runtime.json;

import org.jspecify.annotations.NullMarked;
