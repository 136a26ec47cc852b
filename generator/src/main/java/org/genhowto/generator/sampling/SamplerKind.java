package org.genhowto.generator.sampling;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;

/** The samplers that can be asked for by name. */
public enum SamplerKind {
  @JsonProperty("ddim")
  DDIM("ddim", 1) {
    @Override
    Sampler over(NoiseSchedule schedule, int steps, int skip) {
      return new DdimSampler(schedule, steps, skip);
    }
  },

  @JsonProperty("euler-ancestral")
  EULER_ANCESTRAL("euler-ancestral", 2) {
    @Override
    Sampler over(NoiseSchedule schedule, int steps, int skip) {
      return new EulerAncestralSampler(schedule, steps, skip);
    }
  };

  private final String spelling;
  private final int fewestSteps;

  SamplerKind(String spelling, int fewestSteps) {
    this.spelling = spelling;
    this.fewestSteps = fewestSteps;
  }

  abstract Sampler over(NoiseSchedule schedule, int steps, int skip);

  /**
   * The sampler of a name.
   *
   * @throws IllegalArgumentException naming all, where there is none
   */
  public static SamplerKind of(String spelling) {
    return Arrays.stream(values())
        .filter(kind -> kind.spelling.equals(spelling))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "sampler is '%s', expected one of %s"
                        .formatted(
                            spelling,
                            Arrays.stream(values()).map(SamplerKind::spelling).toList())));
  }

  public String spelling() {
    return spelling;
  }

  /** Of a whole trajectory, skipped ones included. */
  public int fewestSteps() {
    return fewestSteps;
  }
}
