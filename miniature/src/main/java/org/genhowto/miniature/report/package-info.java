/** Tables and figures on one page. */
@NullMarked
package org.genhowto.miniature.report;

import org.jspecify.annotations.NullMarked;
