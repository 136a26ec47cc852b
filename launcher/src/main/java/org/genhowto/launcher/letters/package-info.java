/** Dead letters as a person asks for them and sees them. */
@NullMarked
package org.genhowto.launcher.letters;

import org.jspecify.annotations.NullMarked;
