/** Hosts elsewhere: which of them may be called, how often at once, and how. */
@NullMarked
package org.genhowto.runtime.remote;

import org.jspecify.annotations.NullMarked;
