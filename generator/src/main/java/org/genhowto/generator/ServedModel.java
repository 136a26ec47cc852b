package org.genhowto.generator;

import org.genhowto.generator.sampling.SamplingSettings;

/**
 * One model in service.
 *
 * @param defaults what holds where a request leaves it open
 * @param version names the weights, of GenHowTo and of the base model
 */
record ServedModel(Renderer renderer, SamplingSettings defaults, String version) {}
