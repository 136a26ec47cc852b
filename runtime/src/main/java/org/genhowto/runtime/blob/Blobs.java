package org.genhowto.runtime.blob;

import java.util.regex.Pattern;
import org.genhowto.schemas.BlobRef;

/** What every blob store does alike: making, checking and resolving references. */
final class Blobs {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final String SCHEME = "blob:";

  private Blobs() {}

  static BlobRef reference(String sha256, long length, String mediaType) {
    return BlobRef.newBuilder()
        .setUri(SCHEME + sha256)
        .setSha256(sha256)
        .setLength(length)
        .setMediaType(mediaType)
        .build();
  }

  /** The hash a reference names; refuses what could name another file. */
  static String hash(BlobRef blob) {
    String sha256 = blob.getSha256();
    if (!HASH.matcher(sha256).matches() || !blob.getUri().equals(SCHEME + sha256)) {
      throw new IllegalArgumentException(
          "blob reference %s with hash %s, expected blob:SHA256 of the same hash"
              .formatted(blob.getUri(), sha256));
    }
    return sha256;
  }

  static byte[] checked(BlobRef blob, byte[] bytes) {
    String actual = Sha256.of(bytes);
    if (!actual.equals(blob.getSha256())) {
      throw new UnusableBlobException(
          "%s holds %d bytes of hash %s, expected %d bytes of that name"
              .formatted(blob.getUri(), bytes.length, actual, blob.getLength()));
    }
    return bytes;
  }

  static UnusableBlobException absent(BlobRef blob, String store) {
    return new UnusableBlobException("%s is not in the store %s".formatted(blob.getUri(), store));
  }

  static UnusableBlobException shorter(BlobRef blob) {
    return new UnusableBlobException(
        "%s holds fewer bytes than its %d".formatted(blob.getUri(), blob.getLength()));
  }

  static void checkRange(BlobRef blob, long offset, int length) {
    if (offset < 0 || length < 0 || offset > blob.getLength() - length) {
      throw new IllegalArgumentException(
          "bytes %d to %d of %s, expected a part of its %d bytes"
              .formatted(offset, offset + length, blob.getUri(), blob.getLength()));
    }
  }
}
