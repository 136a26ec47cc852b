package org.genhowto.generator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.handler.EarlierResult;
import org.genhowto.runtime.handler.Progress;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.EarlierImage;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationStatus;

/**
 * The input image of a request, wherever it is: in the request, in the blob store, or in what an
 * earlier request gave.
 *
 * @param maxPixels largest input image
 */
record InputImages(BlobStore blobs, long maxPixels) {

  /**
   * An input image.
   *
   * @param stored where it is in the blob store, with its size
   */
  record Input(RgbImage image, BlobRef stored) {}

  /**
   * Finds and reads it.
   *
   * @throws RefusedException it is not there, or no image
   * @throws IOException the store fails, whatever is asked of it
   */
  Input find(GenerationRequest request, Progress progress) throws RefusedException, IOException {
    Optional<ByteBuffer> inline = request.getInlineImage();
    if (inline.isPresent()) {
      byte[] bytes = new byte[inline.get().remaining()];
      inline.get().duplicate().get(bytes);
      RgbImage image = decode(bytes);
      boolean png = bytes[0] == (byte) 0x89;
      return new Input(image, sized(blobs.put(bytes, png ? "image/png" : "image/jpeg"), image));
    }
    BlobRef blob =
        request.getEarlier().isPresent()
            ? earlier(request.getEarlier().get(), progress)
            : request.getImage().orElseThrow();
    RgbImage image = decode(bytes(blob));
    return new Input(image, sized(blob, image));
  }

  private byte[] bytes(BlobRef blob) throws RefusedException, IOException {
    try {
      if (!blobs.contains(blob)) {
        throw new RefusedException("image %s is not in the blob store".formatted(blob.getUri()));
      }
      return blobs.read(blob);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(e);
    }
  }

  private static BlobRef earlier(EarlierImage wanted, Progress progress) throws RefusedException {
    EarlierResult earlier =
        progress
            .earlier(wanted.getRequestId())
            .orElseThrow(
                () ->
                    new RefusedException(
                        ("earlier.requestId is '%s', which is not known, or no longer, or waits for"
                                + " this one itself")
                            .formatted(wanted.getRequestId())));
    if (earlier.status() != GenerationStatus.SUCCEEDED) {
      throw new RefusedException(
          "the earlier request '%s' is %s, expected SUCCEEDED"
              .formatted(wanted.getRequestId(), earlier.status()));
    }
    if (wanted.getIndex() < 0 || wanted.getIndex() >= earlier.images().size()) {
      throw new RefusedException(
          "earlier.index is %d, expected 0 to %d"
              .formatted(wanted.getIndex(), earlier.images().size() - 1));
    }
    return earlier.images().get(wanted.getIndex());
  }

  private RgbImage decode(byte[] bytes) throws RefusedException {
    try {
      return Images.decode(bytes, maxPixels);
    } catch (Images.UnreadableImageException e) {
      throw new RefusedException(e);
    }
  }

  /** A reference that says how large the image is. */
  static BlobRef sized(BlobRef blob, RgbImage image) {
    return BlobRef.newBuilder(blob).setWidth(image.width()).setHeight(image.height()).build();
  }
}
