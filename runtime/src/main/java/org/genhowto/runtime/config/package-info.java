/** Settings of a process: the sections that rooms declare, where values come from, who refuses. */
@NullMarked
package org.genhowto.runtime.config;

import org.jspecify.annotations.NullMarked;
