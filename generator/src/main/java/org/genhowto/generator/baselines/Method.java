package org.genhowto.generator.baselines;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.genhowto.generator.sampler.SamplerKind;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.generator.sampling.Steering;

/** GenHowTo and the methods it is compared with (the paper, Table 2 and Table 3). */
public enum Method {
  /** The ControlNet of one target, beside its U-Net. */
  GENHOWTO("genhowto", SamplingSettings.PUBLISHED),

  /** The base model from pure noise: it reads the prompt and does not see the image. */
  STABLE_DIFFUSION("stable-diffusion", new SamplingSettings(50, 0, 7.5)),

  /**
   * The base model from the noised image (Meng et al. 2022), with the defaults of diffusers'
   * image-to-image pipeline, whose strength 0.8 skips a fifth of the steps.
   */
  SDEDIT("sdedit", new SamplingSettings(50, 10, 7.5)),

  /** The base model along noise maps that lead to the image; see {@link EditFriendlyInversion}. */
  EDIT_FRIENDLY("edit-friendly", EditFriendlyInversion.PUBLISHED),

  /** A model of its own, which is told "make it" and the prompt; see {@link InstructPix2Pix}. */
  INSTRUCT_PIX2PIX("instruct-pix2pix", InstructPix2Pix.PUBLISHED);

  private final String spelling;
  private final SamplingSettings published;

  Method(String spelling, SamplingSettings published) {
    this.spelling = spelling;
    this.published = published;
  }

  /**
   * The method of a name.
   *
   * @throws IllegalArgumentException naming all, where there is none
   */
  public static Method of(String spelling) {
    return Arrays.stream(values())
        .filter(method -> method.spelling.equals(spelling))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The method is '%s', expected one of %s".formatted(spelling, spellings())));
  }

  private static String spellings() {
    return Arrays.stream(values()).map(Method::spelling).collect(Collectors.joining(", "));
  }

  public String spelling() {
    return spelling;
  }

  /** How the published code samples. */
  public SamplingSettings published() {
    return published;
  }

  /** The sampler of the published code, or of a base model whose folder names none. */
  public SamplerKind ownSampler() {
    return switch (this) {
      case GENHOWTO, STABLE_DIFFUSION, SDEDIT, EDIT_FRIENDLY -> SamplerKind.DDIM;
      case INSTRUCT_PIX2PIX -> SamplerKind.EULER_ANCESTRAL;
    };
  }

  /**
   * Whether it can take a sampler's steps. The noise maps of edit-friendly are those of DDIM with
   * fresh noise.
   */
  public boolean takes(SamplerKind sampler) {
    return this != EDIT_FRIENDLY || sampler == ownSampler();
  }

  /** Whether it begins at the noised input, so that leading steps can be skipped. */
  public boolean beginsAtInput() {
    return switch (this) {
      case GENHOWTO, SDEDIT, EDIT_FRIENDLY -> true;
      case STABLE_DIFFUSION, INSTRUCT_PIX2PIX -> false;
    };
  }

  /** Whether the input image counts through a ControlNet, whose strength can be set. */
  public boolean controlled() {
    return this == GENHOWTO;
  }

  /** Whether it goes from what the input image is said to show. */
  public boolean readsSource() {
    return this == EDIT_FRIENDLY;
  }

  /**
   * What counts of what a request says, with the published numbers where it says nothing: so
   * requests that differ in what the method passes over ask for the same.
   */
  public Steering steering(Steering asked) {
    Double held = asked.imageGuidance();
    return new Steering(
        asked.size(),
        controlled() ? asked.control() : Steering.NONE.control(),
        this != INSTRUCT_PIX2PIX
            ? null
            : held == null ? Double.valueOf(InstructPix2Pix.IMAGE_GUIDANCE) : held);
  }

  /** How many tensors of noise an image takes. */
  public int draws(SamplerKind sampler, SamplingSettings sampling) {
    int steps = beginsAtInput() ? sampling.steps() - sampling.skip() : sampling.steps();
    return this == EDIT_FRIENDLY ? steps : sampler.draws(steps);
  }
}
