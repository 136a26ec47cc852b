/** Rules that metrics are to keep, and what is said when they break one. */
@NullMarked
package org.genhowto.evaluator.alerts;

import org.jspecify.annotations.NullMarked;
