/** What is to be found out is written down, and held, before anybody looks at a test scene. */
@NullMarked
package org.genhowto.miniature.registration;

import org.jspecify.annotations.NullMarked;
