/** Training of every part: autoencoder, base model, GenHowTo, InstructPix2Pix. */
@NullMarked
package org.genhowto.generator.training;

import org.jspecify.annotations.NullMarked;
