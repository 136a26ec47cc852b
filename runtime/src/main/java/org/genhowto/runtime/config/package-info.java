/** Settings of a process, read once. */
@NullMarked
package org.genhowto.runtime.config;

import org.jspecify.annotations.NullMarked;
