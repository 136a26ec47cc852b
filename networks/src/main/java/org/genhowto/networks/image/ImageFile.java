package org.genhowto.networks.image;

import org.genhowto.networks.image.Images.UnreadableImageException;

/**
 * An image file whose structure was checked and whose pixels were not decoded yet.
 *
 * @param width as stored, in pixels, before it is turned upright
 * @param height as stored
 * @param orientation how it is turned upright
 * @param inks how four inks of a JPEG make colours; those of other files have none
 * @param essential the file without what does not change its pixels: text, profiles, previews.
 *     Readers then meet neither damage nor bombs in them, and colours do not depend on a profile
 */
@SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
record ImageFile(
    ImageFormat format,
    long width,
    long height,
    Orientation orientation,
    Inks inks,
    byte[] essential) {

  /**
   * Reads the structure of a file.
   *
   * @throws UnreadableImageException with a sentence for the sender
   */
  static ImageFile of(byte[] bytes) {
    ImageFormat format =
        ImageFormat.of(bytes)
            .orElseThrow(
                () ->
                    new UnreadableImageException(
                        "The %d bytes are no PNG, JPEG or WebP image.".formatted(bytes.length)));
    return switch (format) {
      case PNG -> PngStructure.read(bytes);
      case JPEG -> JpegStructure.read(bytes);
      case WEBP -> WebpStructure.read(bytes);
    };
  }

  static UnreadableImageException damaged(ImageFormat format, String why) {
    return new UnreadableImageException(
        "The %s image is damaged: %s.".formatted(format.name(), why));
  }

  static UnreadableImageException animated(ImageFormat format) {
    return new UnreadableImageException(
        "The %s image is an animation, expected one picture.".formatted(format.name()));
  }
}
