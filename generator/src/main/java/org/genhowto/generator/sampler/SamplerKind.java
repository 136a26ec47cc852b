package org.genhowto.generator.sampler;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;

/** The samplers that can be asked for by name. */
public enum SamplerKind {
  @JsonProperty("ddim")
  DDIM("ddim", "DDIMScheduler", 1) {
    @Override
    Sampler make(NoiseSchedule schedule, int steps, int skip) {
      return new DdimSampler(schedule, steps, skip);
    }
  },

  /** DDIM that adds as much fresh noise as DDPM does. */
  @JsonProperty("ddim-eta")
  DDIM_ETA("ddim-eta", "DDIMScheduler", 1) {
    @Override
    Sampler make(NoiseSchedule schedule, int steps, int skip) {
      return DdimSampler.stochastic(schedule, steps, skip, 1);
    }
  },

  @JsonProperty("pndm")
  PNDM("pndm", "PNDMScheduler", 1) {
    @Override
    Sampler make(NoiseSchedule schedule, int steps, int skip) {
      return new PndmSampler(schedule, steps, skip);
    }

    @Override
    public int passes(int steps) {
      return steps == 1 ? 1 : steps + 1; // The first step is taken twice.
    }
  },

  @JsonProperty("euler")
  EULER("euler", "EulerDiscreteScheduler", 2) {
    @Override
    Sampler make(NoiseSchedule schedule, int steps, int skip) {
      return new EulerSampler(schedule, steps, skip);
    }
  },

  @JsonProperty("euler-ancestral")
  EULER_ANCESTRAL("euler-ancestral", "EulerAncestralDiscreteScheduler", 2) {
    @Override
    Sampler make(NoiseSchedule schedule, int steps, int skip) {
      return new EulerAncestralSampler(schedule, steps, skip);
    }
  },

  @JsonProperty("dpm-solver++")
  DPM_SOLVER("dpm-solver++", "DPMSolverMultistepScheduler", 1, "dpmsolver++") {
    @Override
    Sampler make(NoiseSchedule schedule, int steps, int skip) {
      return DpmSolverSampler.deterministic(schedule, steps, skip);
    }
  },

  /** DPM-Solver++ with fresh noise in every step. */
  @JsonProperty("dpm-solver++-sde")
  DPM_SOLVER_SDE("dpm-solver++-sde", "DPMSolverMultistepScheduler", 1, "sde-dpmsolver++") {
    @Override
    Sampler make(NoiseSchedule schedule, int steps, int skip) {
      return DpmSolverSampler.stochastic(schedule, steps, skip);
    }
  },

  @JsonProperty("unipc")
  UNIPC("unipc", "UniPCMultistepScheduler", 1) {
    @Override
    Sampler make(NoiseSchedule schedule, int steps, int skip) {
      return new UniPcSampler(schedule, steps, skip);
    }
  };

  private final String spelling;
  private final String className;
  private final int fewestSteps;
  private final String algorithm;

  SamplerKind(String spelling, String className, int fewestSteps) {
    this(spelling, className, fewestSteps, "");
  }

  SamplerKind(String spelling, String className, int fewestSteps, String algorithm) {
    this.spelling = spelling;
    this.className = className;
    this.fewestSteps = fewestSteps;
    this.algorithm = algorithm;
  }

  abstract Sampler make(NoiseSchedule schedule, int steps, int skip);

  /** The way through the noise, under the options that the schedule's file has for it. */
  public Sampler over(NoiseSchedule schedule, int steps, int skip) {
    return make(schedule.under(this), steps, skip);
  }

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
                    "sampler is '%s', expected one of %s".formatted(spelling, spellings())));
  }

  /** All names. */
  public static List<String> spellings() {
    return Arrays.stream(values()).map(SamplerKind::spelling).toList();
  }

  public String spelling() {
    return spelling;
  }

  /** The class of diffusers that goes the same way. */
  String className() {
    return className;
  }

  /** What that class calls it, where it has several; empty where it has not. */
  String algorithm() {
    return algorithm;
  }

  /** Of a whole trajectory, skipped ones included. */
  public int fewestSteps() {
    return fewestSteps;
  }

  /** Whether noise is drawn for the first latent alone, as for a sampler without fresh noise. */
  public boolean drawsOnce() {
    return switch (this) {
      case DDIM, PNDM, EULER, DPM_SOLVER, UNIPC -> true;
      case EULER_ANCESTRAL, DPM_SOLVER_SDE, DDIM_ETA -> false;
    };
  }

  /**
   * How often noise is drawn in so many steps, the first latent's included. The stochastic
   * DPM-Solver++ draws once more where noise is left at the end ({@code final_sigmas_type}).
   */
  public int draws(int steps) {
    return switch (this) {
      case DDIM, PNDM, EULER, DPM_SOLVER, UNIPC -> 1;
      case EULER_ANCESTRAL, DPM_SOLVER_SDE -> steps; // The last step adds none.
      case DDIM_ETA -> steps + 1;
    };
  }

  /** How often the network is asked in so many steps. */
  public int passes(int steps) {
    return steps;
  }
}
