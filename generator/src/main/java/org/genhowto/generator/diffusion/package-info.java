/**
 * The networks of latent diffusion: autoencoder, U-Net with ControlNet, text encoder, and their
 * files.
 */
@NullMarked
package org.genhowto.generator.diffusion;

import org.jspecify.annotations.NullMarked;
