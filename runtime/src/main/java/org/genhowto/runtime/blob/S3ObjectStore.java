package org.genhowto.runtime.blob;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Objects of a bucket; large ones go there in parts. */
final class S3ObjectStore implements ObjectStore {

  /** Of a large file; a store takes at most 10,000 of them. */
  private static final long PART = 32L << 20;

  private final S3Bucket bucket;

  S3ObjectStore(S3Settings settings, String bucket, String prefix) {
    this.bucket = new S3Bucket(settings, "the address", bucket, prefix);
  }

  @Override
  public boolean create(String name, byte[] bytes) throws IOException {
    return bucket.put(key(name), RequestBody.fromBytes(bytes), request -> request.ifNoneMatch("*"));
  }

  @Override
  public boolean create(String name, Path file) throws IOException {
    return Files.size(file) <= PART
        ? bucket.put(key(name), RequestBody.fromFile(file), request -> request.ifNoneMatch("*"))
        : !bucket.holds(key(name)) && upload(name, file);
  }

  @Override
  public boolean replace(String name, byte[] bytes, Optional<String> found) throws IOException {
    return bucket.put(
        key(name),
        RequestBody.fromBytes(bytes),
        request -> {
          found.ifPresent(request::ifMatch);
          if (found.isEmpty()) {
            request.ifNoneMatch("*");
          }
        });
  }

  private boolean upload(String name, Path file) throws IOException {
    String key = key(name);
    String upload = null;
    Map<String, String> mark = S3Bucket.mark();
    try {
      upload =
          bucket
              .client()
              .createMultipartUpload(it -> it.bucket(bucket.name()).key(key).metadata(mark))
              .uploadId();
      String id = upload;
      List<CompletedPart> parts = new ArrayList<>();
      long length = Files.size(file);
      for (long at = 0; at < length; at += PART) {
        parts.add(part(file, at, Math.min(PART, length - at), parts.size() + 1, key, id));
      }
      bucket
          .client()
          .completeMultipartUpload(
              it ->
                  it.bucket(bucket.name())
                      .key(key)
                      .uploadId(id)
                      .ifNoneMatch("*")
                      .multipartUpload(all -> all.parts(parts)));
      return true;
    } catch (S3Exception e) {
      abort(key, upload);
      return bucket.kept(e, key, mark);
    } catch (SdkException e) {
      abort(key, upload);
      throw bucket.failed("write", key, e);
    } catch (IOException e) {
      abort(key, upload);
      throw e;
    }
  }

  private CompletedPart part(Path file, long at, long length, int number, String key, String upload)
      throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(at);
      bytes = in.readNBytes((int) length);
    }
    UploadPartResponse answer =
        bucket
            .client()
            .uploadPart(
                it -> it.bucket(bucket.name()).key(key).uploadId(upload).partNumber(number),
                RequestBody.fromBytes(bytes));
    return CompletedPart.builder().partNumber(number).eTag(answer.eTag()).build();
  }

  private void abort(String key, @Nullable String upload) {
    if (upload == null) {
      return;
    }
    try {
      bucket
          .client()
          .abortMultipartUpload(it -> it.bucket(bucket.name()).key(key).uploadId(upload));
    } catch (SdkException e) {
      // It costs room until the bucket's own rule clears it away; the first failure matters more.
    }
  }

  @Override
  public Optional<Found> find(String name) throws IOException {
    String key = key(name);
    try {
      ResponseBytes<GetObjectResponse> found =
          bucket.client().getObjectAsBytes(it -> it.bucket(bucket.name()).key(key));
      return Optional.of(new Found(found.asByteArrayUnsafe(), found.response().eTag()));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (SdkException e) {
      throw bucket.failed("read", key, e);
    }
  }

  @Override
  public InputStream open(String name, long offset) throws IOException {
    String key = key(name);
    try {
      return bucket
          .client()
          .getObject(it -> it.bucket(bucket.name()).key(key).range("bytes=" + offset + "-"));
    } catch (NoSuchKeyException e) {
      NoSuchFileException absent = new NoSuchFileException(address(name));
      absent.initCause(e);
      throw absent;
    } catch (SdkException e) {
      throw bucket.failed("read", key, e);
    }
  }

  @Override
  public List<Listed> list(String begin) throws IOException {
    try {
      return bucket
          .client()
          .listObjectsV2Paginator(it -> it.bucket(bucket.name()).prefix(bucket.prefix() + begin))
          .contents()
          .stream()
          .map(
              one ->
                  new Listed(
                      one.key().substring(bucket.prefix().length()),
                      one.size(),
                      one.lastModified()))
          .sorted(Comparator.comparing(Listed::name))
          .toList();
    } catch (SdkException e) {
      throw bucket.failed("list", bucket.prefix() + begin, e);
    }
  }

  @Override
  public void delete(String name) throws IOException {
    String key = key(name);
    try {
      bucket.client().deleteObject(it -> it.bucket(bucket.name()).key(key));
    } catch (SdkException e) {
      throw bucket.failed("delete", key, e);
    }
  }

  @Override
  public String address(String name) {
    return "s3://" + bucket.name() + "/" + key(name);
  }

  @Override
  public void close() {
    bucket.close();
  }

  @Override
  public String toString() {
    return bucket.toString();
  }

  private String key(String name) {
    return bucket.prefix() + ObjectStores.checked(name);
  }
}
