/** Hosts elsewhere: which of them may be called, and how often at once. */
@NullMarked
package org.genhowto.runtime.remote;

import org.jspecify.annotations.NullMarked;
