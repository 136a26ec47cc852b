/** Training of a captioner. */
@NullMarked
package org.genhowto.captioner.training;

import org.jspecify.annotations.NullMarked;
