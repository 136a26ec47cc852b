/** The frames of a video in one blob, and words for single frames and for three of them. */
@NullMarked
package org.genhowto.runtime.frames;

import org.jspecify.annotations.NullMarked;
