/** Weights in the forms people have: safetensors, PyTorch files, folders of both. */
@NullMarked
package org.genhowto.networks.checkpoint;

import org.jspecify.annotations.NullMarked;
