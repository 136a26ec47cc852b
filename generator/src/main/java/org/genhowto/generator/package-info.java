/** Generation requests in, images out: the worker; networks, samplers and training stand below. */
@NullMarked
package org.genhowto.generator;

import org.jspecify.annotations.NullMarked;
