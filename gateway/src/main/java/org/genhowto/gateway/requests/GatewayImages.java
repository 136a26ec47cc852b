package org.genhowto.gateway.requests;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.genhowto.gateway.http.GatewayProblem;
import org.genhowto.networks.image.ImageFormat;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.blob.UnusableBlobException;
import org.genhowto.schemas.BlobRef;

/** Images on their way into the blob store and out of it. */
public final class GatewayImages {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /** Images that are decoded at the same time, each with three bytes a pixel and more. */
  private static final int DECODERS = 2;

  private static final double JPEG_QUALITY = 0.95;

  private final BlobStore blobs;
  private final long maxPixels;
  private final Semaphore decoders = new Semaphore(DECODERS);

  public GatewayImages(BlobStore blobs, long maxPixels) {
    this.blobs = blobs;
    this.maxPixels = maxPixels;
  }

  /** A stored image as it goes over the wire. */
  @SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
  public record Picture(String mediaType, byte[] bytes) {}

  /**
   * Stores the image of a form, uploaded or in base64, once it was decoded as the workers will do
   * it: what is refused later would be refused after a wait.
   */
  BlobRef store(GatewayForm form) {
    byte[] bytes =
        form.upload().orElseGet(() -> Base64Text.decode("image", form.required("image")));
    ImageFormat format =
        ImageFormat.of(bytes)
            .orElseThrow(
                () ->
                    GatewayProblem.unsupported(
                        "image",
                        "The image's %d bytes are none of PNG, JPEG or WebP."
                            .formatted(bytes.length)));
    RgbImage picture = decode(bytes);
    try {
      return BlobRef.newBuilder(blobs.put(bytes, format.mediaType()))
          .setWidth(picture.width())
          .setHeight(picture.height())
          .build();
    } catch (IOException e) {
      throw GatewayProblem.unavailable("The image cannot be stored now.", e);
    }
  }

  /** A decoded picture may be large, so that only a few are in memory at a time. */
  private RgbImage decode(byte[] bytes) {
    try {
      decoders.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GatewayProblem.unavailable("The gateway is closing.", e);
    }
    try {
      return Images.decode(bytes, maxPixels);
    } catch (Images.UnreadableImageException e) {
      throw GatewayProblem.unusable("image", String.valueOf(e.getMessage()));
    } finally {
      decoders.release();
    }
  }

  /** The image of a hash; blobs that are no images do not count. */
  public Picture read(String sha256) {
    BlobRef blob =
        BlobRef.newBuilder()
            .setUri("blob:" + sha256)
            .setSha256(sha256)
            .setLength(Long.MAX_VALUE)
            .setMediaType("application/octet-stream")
            .build();
    try {
      if (SHA256.matcher(sha256).matches() && blobs.contains(blob)) {
        // The signature first: a blob may be a large file of another kind.
        Optional<ImageFormat> format = ImageFormat.of(blobs.read(blob, 0, ImageFormat.SIGNATURE));
        if (format.isPresent()) {
          return new Picture(format.get().mediaType(), blobs.read(blob));
        }
      }
    } catch (UnusableBlobException e) {
      throw absent(sha256);
    } catch (IOException e) {
      throw GatewayProblem.unavailable("The image cannot be read now.", e);
    }
    throw absent(sha256);
  }

  /** A stored image in another form, image/png or image/jpeg. */
  public byte[] as(String mediaType, Picture picture) {
    RgbImage decoded = decode(picture.bytes());
    return mediaType.equals("image/jpeg")
        ? Images.jpeg(decoded, JPEG_QUALITY)
        : Images.png(decoded);
  }

  private static GatewayProblem absent(String sha256) {
    return GatewayProblem.notFound("There is no image " + sha256 + ".");
  }
}
