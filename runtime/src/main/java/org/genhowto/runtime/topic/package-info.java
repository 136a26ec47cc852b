/**
 * Topics read from the beginning: their contents, followers that keep up with them, dead letters.
 */
@NullMarked
package org.genhowto.runtime.topic;

import org.jspecify.annotations.NullMarked;
