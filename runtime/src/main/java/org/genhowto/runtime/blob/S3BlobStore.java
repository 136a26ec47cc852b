package org.genhowto.runtime.blob;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.genhowto.schemas.BlobRef;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Blobs as objects {@code BUCKET/PREFIX/ab/abcd...}, written once and never overwritten. */
final class S3BlobStore implements BlobStore {
  private static final int BEYOND_THE_END = 416;

  private final S3Bucket bucket;

  S3BlobStore(S3Settings settings, String bucket, String prefix) {
    this.bucket = new S3Bucket(settings, "blobs.uri", bucket, prefix);
  }

  @Override
  public BlobRef put(byte[] bytes, String mediaType) throws IOException {
    String sha256 = Sha256.of(bytes);
    upload(sha256, mediaType, RequestBody.fromBytes(bytes));
    return Blobs.reference(sha256, bytes.length, mediaType);
  }

  @Override
  public BlobRef put(Path file, String mediaType) throws IOException {
    String sha256 = Sha256.of(file);
    upload(sha256, mediaType, RequestBody.fromFile(file));
    return Blobs.reference(sha256, Files.size(file), mediaType);
  }

  @Override
  public byte[] read(BlobRef blob) throws IOException {
    return Blobs.checked(blob, get(blob, request -> {}));
  }

  @Override
  public byte[] read(BlobRef blob, long offset, int length) throws IOException {
    Blobs.checkRange(blob, offset, length);
    if (length == 0) {
      return new byte[0];
    }
    String range = "bytes=%d-%d".formatted(offset, offset + length - 1);
    byte[] part = get(blob, request -> request.range(range));
    if (part.length != length) {
      throw Blobs.shorter(blob);
    }
    return part;
  }

  @Override
  public boolean contains(BlobRef blob) throws IOException {
    return bucket.holds(key(Blobs.hash(blob)));
  }

  @Override
  public void close() {
    bucket.close();
  }

  @Override
  public String toString() {
    return bucket.toString();
  }

  /**
   * If-None-Match makes two writers of the same bytes safe: the second is told that it is there.
   */
  private void upload(String sha256, String mediaType, RequestBody body) throws IOException {
    bucket.put(key(sha256), body, request -> request.contentType(mediaType).ifNoneMatch("*"));
  }

  private byte[] get(BlobRef blob, Consumer<GetObjectRequest.Builder> range) throws IOException {
    String key = key(Blobs.hash(blob));
    try {
      return bucket
          .client()
          .getObjectAsBytes(
              request -> {
                request.bucket(bucket.name()).key(key);
                range.accept(request);
              })
          .asByteArrayUnsafe();
    } catch (NoSuchKeyException e) {
      throw Blobs.absent(blob, toString());
    } catch (S3Exception e) {
      if (e.statusCode() == BEYOND_THE_END) {
        throw Blobs.shorter(blob);
      }
      throw bucket.failed("read", key, e);
    } catch (SdkException e) {
      throw bucket.failed("read", key, e);
    }
  }

  private String key(String sha256) {
    return bucket.prefix() + sha256.substring(0, 2) + "/" + sha256;
  }
}
