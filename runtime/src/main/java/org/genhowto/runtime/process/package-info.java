/** The life of a process that runs workers: signals, a bounded end, its health page. */
@NullMarked
package org.genhowto.runtime.process;

import org.jspecify.annotations.NullMarked;
