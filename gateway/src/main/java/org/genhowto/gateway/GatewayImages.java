package org.genhowto.gateway;

import java.awt.Dimension;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.blob.UnusableBlobException;
import org.genhowto.schemas.BlobRef;

/** Images on their way into the blob store and out of it. */
final class GatewayImages {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final int SIGNATURE = 8;

  private final BlobStore blobs;
  private final long maxPixels;

  GatewayImages(BlobStore blobs, long maxPixels) {
    this.blobs = blobs;
    this.maxPixels = maxPixels;
  }

  /** A stored image as it goes over the wire. */
  @SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
  record Picture(String mediaType, byte[] bytes) {}

  /** Stores the image of a form, uploaded or in base64, after a look at its header. */
  BlobRef store(GatewayForm form) {
    byte[] bytes = form.upload().orElseGet(() -> decode(form.required("image")));
    String mediaType =
        mediaType(bytes)
            .orElseThrow(
                () -> GatewayProblem.badField("image", "The image is neither PNG nor JPEG."));
    Dimension size = size(bytes, mediaType);
    long pixels = (long) size.width * size.height;
    if (pixels > maxPixels) {
      throw GatewayProblem.badField(
          "image",
          "The image has %dx%d pixels, expected at most %d pixels."
              .formatted(size.width, size.height, maxPixels));
    }
    try {
      return BlobRef.newBuilder(blobs.put(bytes, mediaType))
          .setWidth(size.width)
          .setHeight(size.height)
          .build();
    } catch (IOException e) {
      throw GatewayProblem.unavailable("The image cannot be stored now.", e);
    }
  }

  /** The image of a hash; blobs that are no images do not count. */
  Picture read(String sha256) {
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
        Optional<String> mediaType = mediaType(blobs.read(blob, 0, SIGNATURE));
        if (mediaType.isPresent()) {
          return new Picture(mediaType.get(), blobs.read(blob));
        }
      }
    } catch (UnusableBlobException e) {
      throw absent(sha256);
    } catch (IOException e) {
      throw GatewayProblem.unavailable("The image cannot be read now.", e);
    }
    throw absent(sha256);
  }

  private static GatewayProblem absent(String sha256) {
    return GatewayProblem.notFound("There is no image " + sha256 + ".");
  }

  private static byte[] decode(String base64) {
    String text = base64.startsWith("data:") ? base64.substring(base64.indexOf(',') + 1) : base64;
    try {
      return Base64.getMimeDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw GatewayProblem.badField("image", "The image is no base64: " + e.getMessage() + ".");
    }
  }

  private static Optional<String> mediaType(byte[] bytes) {
    if (bytes.length >= SIGNATURE && bytes[0] == (byte) 0x89 && bytes[1] == 'P') {
      return Optional.of("image/png");
    }
    if (bytes.length >= SIGNATURE && bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xd8) {
      return Optional.of("image/jpeg");
    }
    return Optional.empty();
  }

  /** Reads the header alone: the pixels of a hostile image may not fit the memory. */
  private static Dimension size(byte[] bytes, String mediaType) {
    ImageReader reader = ImageIO.getImageReadersByMIMEType(mediaType).next();
    try (MemoryCacheImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      reader.setInput(in, true, true);
      return new Dimension(reader.getWidth(0), reader.getHeight(0));
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw GatewayProblem.badField(
          "image", "The image's header cannot be read: " + e.getMessage() + ".");
    } finally {
      reader.dispose();
    }
  }
}
