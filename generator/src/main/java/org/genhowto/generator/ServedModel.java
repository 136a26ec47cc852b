package org.genhowto.generator;

import org.genhowto.generator.baselines.Method;
import org.genhowto.generator.sampling.SamplingSettings;

/**
 * One model in service.
 *
 * @param method how it makes images
 * @param defaults what holds where a request leaves it open
 * @param version names all weights that count, those of the base model too
 */
record ServedModel(Method method, Renderer renderer, SamplingSettings defaults, String version) {}
