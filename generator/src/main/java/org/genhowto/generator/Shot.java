package org.genhowto.generator;

import java.util.List;
import org.genhowto.generator.sampler.SamplerKind;
import org.genhowto.generator.sampling.NoiseSource;
import org.genhowto.generator.sampling.SamplingSettings;

/**
 * Images of a request that go the same way through the noise: they differ in their seeds alone.
 *
 * @param seeds one for each image
 */
record Shot(SamplingSettings sampling, List<Long> seeds) {
  Shot {
    seeds = List.copyOf(seeds);
  }

  /** Steps it takes; those skipped do not count. */
  int steps() {
    int steps = sampling.steps() - sampling.skip();
    SamplerKind sampler = sampling.sampler();
    return sampler == null ? steps : sampler.passes(steps);
  }

  List<NoiseSource> noise() {
    return seeds.stream().map(NoiseSource::seeded).toList();
  }
}
