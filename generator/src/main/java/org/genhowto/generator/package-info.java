/**
 * Generation request in, image out: the networks, samplers and training of GenHowTo, and the
 * gateway for robots.
 */
@NullMarked
package org.genhowto.generator;

import org.jspecify.annotations.NullMarked;
