package org.genhowto.generator.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.Images.UnreadableImageException;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.shard.ShardReader;
import org.genhowto.runtime.shard.ShardSample;
import org.genhowto.schemas.Target;

/** The captioned triplets of webdataset tars, in their order. */
public record TripletShards(List<Path> files) {
  public TripletShards {
    files = List.copyOf(files);
  }

  /** Takes triplets as they are read. */
  @FunctionalInterface
  public interface Reader {
    void take(CaptionedTriplet triplet) throws IOException;
  }

  /** One triplet; its images are decoded when they are asked for. */
  public record CaptionedTriplet(ShardSample sample) {
    /** Names the video and the moments. */
    public String key() {
      return sample.key();
    }

    public RgbImage initial() {
      return Images.decode(sample.bytes(ShardSample.INITIAL_IMAGE));
    }

    public RgbImage image(Target target) {
      return Images.decode(encoded(target));
    }

    public String caption(Target target) {
      return sample
          .text(
              switch (target) {
                case ACTION -> ShardSample.ACTION_TEXT;
                case FINAL_STATE -> ShardSample.STATE_TEXT;
              })
          .strip();
    }

    private byte[] encoded(Target target) {
      return sample.bytes(
          switch (target) {
            case ACTION -> ShardSample.ACTION_IMAGE;
            case FINAL_STATE -> ShardSample.STATE_IMAGE;
          });
    }
  }

  /**
   * Reads all triplets once.
   *
   * @throws IllegalArgumentException naming the shard, where a sample lacks a field or an image
   *     cannot be read
   * @throws IOException naming the shard, where it is damaged
   */
  public void forEach(Reader reader) throws IOException {
    for (Path file : files) {
      try (ShardReader shard = ShardReader.open(file)) {
        for (Optional<ShardSample> next = shard.next(); next.isPresent(); next = shard.next()) {
          reader.take(new CaptionedTriplet(next.get()));
        }
      } catch (IllegalArgumentException | UnreadableImageException e) {
        throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
      } catch (IOException e) {
        throw new IOException(file + " cannot be read as a shard: " + e.getMessage(), e);
      }
    }
  }

  /**
   * The pictures of actions and final states with their captions, as a text-to-image model learns
   * from them; they stay in memory as they are encoded in the shards.
   */
  public CaptionedImages captioned() throws IOException {
    Captioned images = new Captioned(new ArrayList<>(), new ArrayList<>());
    forEach(
        triplet -> {
          for (Target target : Target.values()) {
            images.encoded.add(triplet.encoded(target));
            images.captions.add(triplet.caption(target));
          }
        });
    return images;
  }

  private record Captioned(List<byte[]> encoded, List<String> captions) implements CaptionedImages {
    @Override
    public int size() {
      return captions.size();
    }

    @Override
    public RgbImage image(int index) {
      return Images.decode(encoded.get(index));
    }

    @Override
    public String caption(int index) {
      return captions.get(index);
    }
  }
}
