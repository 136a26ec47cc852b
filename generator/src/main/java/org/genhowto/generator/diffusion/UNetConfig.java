package org.genhowto.generator.diffusion;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of a UNet2DConditionModel, as unet/config.json spells them (in snake case). What the file
 * leaves out takes the value of diffusers.
 *
 * @param blockOutChannels channels of each level, from high to low resolution
 * @param downBlockTypes CrossAttnDownBlock2D or DownBlock2D, one a level
 * @param upBlockTypes UpBlock2D or CrossAttnUpBlock2D, one a level, from low to high resolution; a
 *     ControlNet's file leaves them out, and they mirror the others
 * @param layersPerBlock resnets of a level of the encoder; the decoder has one more
 * @param attentionHeadDim number of heads (the published name misleads), one a level or one for all
 * @param crossAttentionDim width of the text embedding
 * @param sampleSize side of the latent the model was trained for, in latent pixels
 * @param flipSinToCos whether the cosines of the time embedding come first, as in every Stable
 *     Diffusion
 */
public record UNetConfig(
    List<Integer> blockOutChannels,
    List<String> downBlockTypes,
    List<String> upBlockTypes,
    Integer layersPerBlock,
    List<Integer> attentionHeadDim,
    Integer crossAttentionDim,
    Boolean useLinearProjection,
    Integer normNumGroups,
    Double normEps,
    Integer inChannels,
    Integer outChannels,
    Integer sampleSize,
    Boolean flipSinToCos) {
  /** Side of GenHowTo's latents, though its base model was trained for 96. */
  private static final int GENHOWTO_SIDE = 64;

  private static final String CROSS_DOWN = "CrossAttnDownBlock2D";
  private static final String CROSS_UP = "CrossAttnUpBlock2D";

  /** Stable Diffusion 2's U-Net: 865,910,724 parameters. */
  public static final UNetConfig STABLE_DIFFUSION_2 =
      new UNetConfig(
          List.of(320, 640, 1280, 1280),
          List.of(CROSS_DOWN, CROSS_DOWN, CROSS_DOWN, "DownBlock2D"),
          List.of("UpBlock2D", CROSS_UP, CROSS_UP, CROSS_UP),
          2,
          List.of(5, 10, 20, 20),
          1024,
          true,
          32,
          1e-5,
          4,
          4,
          64,
          true);

  /** Stable Diffusion 1's U-Net: 859,520,964 parameters. */
  static final UNetConfig STABLE_DIFFUSION_1 = stableDiffusion1(4);

  /** InstructPix2Pix, which sees the input's latent too: 859,532,484 parameters. */
  public static final UNetConfig INSTRUCT_PIX2PIX = stableDiffusion1(8);

  public UNetConfig(
      @JsonProperty("block_out_channels") @Nullable List<Integer> blockOutChannels,
      @JsonProperty("down_block_types") @Nullable List<String> downBlockTypes,
      @JsonProperty("up_block_types") @Nullable List<String> upBlockTypes,
      @JsonProperty("layers_per_block") @Nullable Integer layersPerBlock,
      @JsonProperty("attention_head_dim") @Nullable List<Integer> attentionHeadDim,
      @JsonProperty("cross_attention_dim") @Nullable Integer crossAttentionDim,
      @JsonProperty("use_linear_projection") @Nullable Boolean useLinearProjection,
      @JsonProperty("norm_num_groups") @Nullable Integer normNumGroups,
      @JsonProperty("norm_eps") @Nullable Double normEps,
      @JsonProperty("in_channels") @Nullable Integer inChannels,
      @JsonProperty("out_channels") @Nullable Integer outChannels,
      @JsonProperty("sample_size") @Nullable Integer sampleSize,
      @JsonProperty("flip_sin_to_cos") @Nullable Boolean flipSinToCos) {
    if (blockOutChannels == null || downBlockTypes == null) {
      throw new IllegalArgumentException(
          "block_out_channels or down_block_types of the U-Net is missing");
    }
    this.blockOutChannels = List.copyOf(blockOutChannels);
    int levels = this.blockOutChannels.size();
    this.downBlockTypes =
        blocks("down_block_types", downBlockTypes, levels, CROSS_DOWN, "DownBlock2D");
    this.upBlockTypes =
        upBlockTypes == null
            ? mirrored(this.downBlockTypes)
            : blocks("up_block_types", upBlockTypes, levels, CROSS_UP, "UpBlock2D");
    this.layersPerBlock = layersPerBlock == null ? 2 : layersPerBlock;
    List<Integer> heads = attentionHeadDim == null ? List.of(8) : attentionHeadDim;
    this.attentionHeadDim =
        heads.size() == 1 ? Collections.nCopies(levels, heads.get(0)) : List.copyOf(heads);
    if (this.attentionHeadDim.size() != levels) {
      throw new IllegalArgumentException(
          "attention_head_dim has %d entries for %d levels".formatted(heads.size(), levels));
    }
    this.crossAttentionDim = crossAttentionDim == null ? 1280 : crossAttentionDim;
    this.useLinearProjection = useLinearProjection != null && useLinearProjection;
    this.normNumGroups = normNumGroups == null ? 32 : normNumGroups;
    this.normEps = normEps == null ? 1e-5 : normEps;
    this.inChannels = inChannels == null ? 4 : inChannels;
    this.outChannels = outChannels == null ? 4 : outChannels;
    this.sampleSize = sampleSize == null ? 64 : sampleSize;
    this.flipSinToCos = flipSinToCos == null || flipSinToCos;
  }

  private static UNetConfig stableDiffusion1(int inChannels) {
    return new UNetConfig(
        STABLE_DIFFUSION_2.blockOutChannels,
        STABLE_DIFFUSION_2.downBlockTypes,
        STABLE_DIFFUSION_2.upBlockTypes,
        2,
        List.of(8),
        768,
        false,
        32,
        1e-5,
        inChannels,
        4,
        64,
        true);
  }

  /** The same U-Net with another number of channels in its input. */
  public UNetConfig withInChannels(int other) {
    return with(other, sampleSize);
  }

  /** The same U-Net for latents of another size. */
  public UNetConfig withSampleSize(int other) {
    return with(inChannels, other);
  }

  private UNetConfig with(int channels, int side) {
    return new UNetConfig(
        blockOutChannels,
        downBlockTypes,
        upBlockTypes,
        layersPerBlock,
        attentionHeadDim,
        crossAttentionDim,
        useLinearProjection,
        normNumGroups,
        normEps,
        channels,
        outChannels,
        side,
        flipSinToCos);
  }

  /** The same as GenHowTo is trained on it: on images of 512 pixels, or smaller ones of its own. */
  public UNetConfig forGenHowTo() {
    return withSampleSize(Math.min(sampleSize, GENHOWTO_SIDE));
  }

  /** Reads a config.json, or what the {@link SingleFile} tells that the path leads into. */
  public static UNetConfig read(Path file) throws IOException {
    Optional<SingleFile> whole = SingleFile.containing(file);
    return whole.isPresent()
        ? whole.get().unetConfig()
        : ConfigFile.read(file, UNetConfig.class, ConfigOptions.UNET);
  }

  /** What the scripts read as self.name. */
  Map<String, Object> attributes() {
    boolean[] down = new boolean[levels()];
    boolean[] up = new boolean[levels()];
    for (int level = 0; level < levels(); level++) {
      down[level] = crossAttentionDown(level);
      up[level] = crossAttentionUp(level);
    }
    return Map.ofEntries(
        Map.entry("channels", (long) blockOutChannels.get(0)),
        Map.entry("cosines_first", flipSinToCos),
        Map.entry("layers", (long) layersPerBlock),
        Map.entry("groups", (long) normNumGroups),
        Map.entry("eps", normEps),
        Map.entry("linear_projection", useLinearProjection),
        Map.entry("heads", attentionHeadDim.stream().mapToLong(Integer::longValue).toArray()),
        Map.entry("down_attention", down),
        Map.entry("up_attention", up));
  }

  public int levels() {
    return blockOutChannels.size();
  }

  boolean crossAttentionDown(int level) {
    return downBlockTypes.get(level).equals(CROSS_DOWN);
  }

  boolean crossAttentionUp(int level) {
    return upBlockTypes.get(level).equals(CROSS_UP);
  }

  /** Channels of the states the encoder hands to the decoder, in order; the middle is not in it. */
  List<Integer> skipChannels() {
    List<Integer> channels = new ArrayList<>();
    channels.add(blockOutChannels.get(0));
    for (int level = 0; level < levels(); level++) {
      int states = level < levels() - 1 ? layersPerBlock + 1 : layersPerBlock;
      channels.addAll(Collections.nCopies(states, blockOutChannels.get(level)));
    }
    return channels;
  }

  private static List<String> mirrored(List<String> down) {
    List<String> up = new ArrayList<>();
    down.forEach(type -> up.add(0, type.equals(CROSS_DOWN) ? CROSS_UP : "UpBlock2D"));
    return List.copyOf(up);
  }

  private static List<String> blocks(
      String key, List<String> types, int levels, String withText, String without) {
    if (types.size() != levels) {
      throw new IllegalArgumentException(
          "%s has %d entries for %d levels".formatted(key, types.size(), levels));
    }
    for (String type : types) {
      if (!type.equals(withText) && !type.equals(without)) {
        throw new IllegalArgumentException(
            "%s has %s, known are %s and %s".formatted(key, type, withText, without));
      }
    }
    return List.copyOf(types);
  }
}
