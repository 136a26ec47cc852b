/**
 * Topics outside the loops: their contents, followers that keep up with them, first records, dead
 * letters.
 */
@NullMarked
package org.genhowto.runtime.topic;

import org.jspecify.annotations.NullMarked;
