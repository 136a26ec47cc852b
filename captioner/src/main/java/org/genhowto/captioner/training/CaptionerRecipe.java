package org.genhowto.captioner.training;

/**
 * How a captioner is trained.
 *
 * @param steps optimiser steps in all
 * @param batch examples a step
 * @param rate highest learning rate, reached after the warm-up and falling along a cosine
 * @param warmUp steps over which the rate rises
 * @param decay decoupled weight decay
 * @param averaging decay of the moving average of the weights, which is what is saved
 * @param checkpointEvery steps between checkpoints
 * @param seed decides first weights, order of examples and augmentation
 */
public record CaptionerRecipe(
    long steps,
    int batch,
    double rate,
    long warmUp,
    double decay,
    double averaging,
    int checkpointEvery,
    long seed) {}
