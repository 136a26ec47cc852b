/** Tokenizers. */
@NullMarked
package org.genhowto.networks.text;

import org.jspecify.annotations.NullMarked;
