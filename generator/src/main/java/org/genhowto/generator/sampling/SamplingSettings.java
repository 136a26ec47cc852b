package org.genhowto.generator.sampling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.genhowto.generator.diffusion.ConfigFile;
import org.jspecify.annotations.Nullable;

/**
 * How images are sampled.
 *
 * @param steps DDIM steps of the whole trajectory
 * @param skip leading steps left out: the more, the closer the result stays to the input image
 * @param guidance scale of classifier-free guidance; 1 is none
 * @param sampler null where the method takes its own
 */
public record SamplingSettings(
    int steps, int skip, double guidance, @Nullable SamplerKind sampler) {
  /** A model's own defaults, where its folder has them. */
  static final String FILE = "sampling.json";

  /** What the published code uses, with the skip its page recommends. */
  public static final SamplingSettings PUBLISHED = new SamplingSettings(50, 2, 9);

  /** With the method's own sampler. */
  public SamplingSettings(int steps, int skip, double guidance) {
    this(steps, skip, guidance, null);
  }

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
    return Files.exists(file) ? ConfigFile.read(file, SamplingSettings.class) : PUBLISHED;
  }

  /** Makes these a model's defaults. */
  public void save(Path folder) throws IOException {
    ConfigFile.write(folder.resolve(FILE), this);
  }

  /** Another number of steps; the skipped share of the trajectory stays. */
  public SamplingSettings withSteps(int other) {
    return new SamplingSettings(
        other, (int) Math.round((double) skip * other / steps), guidance, sampler);
  }

  public SamplingSettings withSkip(int other) {
    return new SamplingSettings(steps, other, guidance, sampler);
  }

  public SamplingSettings withGuidance(double other) {
    return new SamplingSettings(steps, skip, other, sampler);
  }

  public SamplingSettings withSampler(SamplerKind other) {
    return new SamplingSettings(steps, skip, guidance, other);
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
