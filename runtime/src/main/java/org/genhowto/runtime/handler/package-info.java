/**
 * What the code of a room sees of the stream: a record in, an outcome out, and the kinds of errors.
 */
@NullMarked
package org.genhowto.runtime.handler;

import org.jspecify.annotations.NullMarked;
