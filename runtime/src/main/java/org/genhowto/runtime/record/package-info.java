/**
 * What travels beside the values of records: where they came from, and why one became a dead
 * letter.
 */
@NullMarked
package org.genhowto.runtime.record;

import org.jspecify.annotations.NullMarked;
