package org.genhowto.generator.sampling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.genhowto.generator.diffusion.ConfigFile;
import org.genhowto.generator.sampler.NoiseSchedule;
import org.genhowto.generator.sampler.Sampler;
import org.genhowto.generator.sampler.SamplerKind;
import org.genhowto.networks.checkpoint.CheckpointException;
import org.jspecify.annotations.Nullable;

/**
 * How images are sampled.
 *
 * @param steps of the whole trajectory
 * @param skip leading steps left out: the more, the closer the result stays to the input image
 * @param guidance scale of classifier-free guidance; 1 is none
 * @param sampler null where the method takes its own
 */
public record SamplingSettings(
    int steps, int skip, double guidance, @Nullable SamplerKind sampler, Steering steering) {
  /** A model's own defaults, where its folder has them. */
  static final String FILE = "sampling.json";

  /** What the published code uses, with the skip its page recommends. */
  public static final SamplingSettings PUBLISHED = new SamplingSettings(50, 2, 9);

  /** With the method's own sampler. */
  public SamplingSettings(int steps, int skip, double guidance) {
    this(steps, skip, guidance, null);
  }

  /** With nothing more to say. */
  public SamplingSettings(int steps, int skip, double guidance, @Nullable SamplerKind sampler) {
    this(steps, skip, guidance, sampler, Steering.NONE);
  }

  /** What stands in a folder's file. */
  private record Stored(int steps, int skip, double guidance, @Nullable SamplerKind sampler) {}

  public SamplingSettings {
    if (steps < 1 || steps > 1000) {
      throw new IllegalArgumentException("steps is %d, expected 1 to 1000".formatted(steps));
    }
    if (skip < 0 || skip >= steps) {
      throw new IllegalArgumentException(
          "skip is %d, expected 0 to steps-1, which is %d".formatted(skip, steps - 1));
    }
    if (!(guidance >= 0) || guidance > 1000) {
      throw new IllegalArgumentException("guidance is %s, expected 0 to 1000".formatted(guidance));
    }
  }

  /** The defaults of a model's folder: its {@value #FILE}, or the published ones. */
  public static SamplingSettings of(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return PUBLISHED;
    }
    Stored stored = ConfigFile.read(file, Stored.class);
    try {
      return new SamplingSettings(stored.steps, stored.skip, stored.guidance, stored.sampler);
    } catch (IllegalArgumentException e) {
      throw new CheckpointException("%s cannot be used: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Makes these a model's defaults. */
  public void save(Path folder) throws IOException {
    ConfigFile.write(folder.resolve(FILE), new Stored(steps, skip, guidance, sampler));
  }

  /** Another number of steps; the skipped share of the trajectory stays. */
  public SamplingSettings withSteps(int other) {
    return new SamplingSettings(
        other, (int) Math.round((double) skip * other / steps), guidance, sampler, steering);
  }

  public SamplingSettings withSkip(int other) {
    return new SamplingSettings(steps, other, guidance, sampler, steering);
  }

  public SamplingSettings withGuidance(double other) {
    return new SamplingSettings(steps, skip, other, sampler, steering);
  }

  public SamplingSettings withSampler(SamplerKind other) {
    return new SamplingSettings(steps, skip, guidance, other, steering);
  }

  public SamplingSettings withSteering(Steering other) {
    return new SamplingSettings(steps, skip, guidance, sampler, other);
  }

  /** The way through the noise: with the sampler that the schedule's file is for, or DDIM. */
  Sampler over(NoiseSchedule schedule) {
    return over(schedule, sampler == null ? schedule.ownSampler() : sampler);
  }

  /**
   * The way through the noise.
   *
   * @param own the method's own sampler
   */
  public Sampler over(NoiseSchedule schedule, SamplerKind own) {
    return (sampler == null ? own : sampler).over(schedule, steps, skip);
  }
}
