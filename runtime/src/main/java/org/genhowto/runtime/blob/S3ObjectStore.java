package org.genhowto.runtime.blob;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.genhowto.runtime.config.ConfigurationException;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Objects of a bucket; who writes what others may write too says what it expects to be there. */
final class S3ObjectStore implements ObjectStore {
  private static final int PRECONDITION_FAILED = 412;
  private static final int CONFLICT = 409;

  /** Of a large file; a store takes at most 10,000 of them. */
  private static final long PART = 32L << 20;

  private final S3Client client;
  private final String bucket;
  private final String prefix;

  S3ObjectStore(S3Settings settings, String bucket, String prefix) {
    if (bucket.isBlank()) {
      throw new ConfigurationException("the address has no bucket, expected s3:BUCKET/PREFIX");
    }
    this.client = S3BlobStore.client(settings);
    this.bucket = bucket;
    this.prefix = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
  }

  @Override
  public boolean create(String name, byte[] bytes) throws IOException {
    return put(name, RequestBody.fromBytes(bytes), request -> request.ifNoneMatch("*"));
  }

  @Override
  public boolean create(String name, Path file) throws IOException {
    return Files.size(file) <= PART
        ? put(name, RequestBody.fromFile(file), request -> request.ifNoneMatch("*"))
        : !exists(name) && upload(name, file);
  }

  @Override
  public boolean replace(String name, byte[] bytes, Optional<String> found) throws IOException {
    return put(
        name,
        RequestBody.fromBytes(bytes),
        request -> {
          found.ifPresent(request::ifMatch);
          if (found.isEmpty()) {
            request.ifNoneMatch("*");
          }
        });
  }

  private boolean put(String name, RequestBody body, Consumer<PutObjectRequest.Builder> condition)
      throws IOException {
    String key = key(name);
    try {
      client.putObject(
          request -> {
            request.bucket(bucket).key(key);
            condition.accept(request);
          },
          body);
      return true;
    } catch (S3Exception e) {
      return lost(e, "write", key);
    } catch (SdkException e) {
      throw failed("write", key, e);
    }
  }

  /** Whether another writer was faster; whatever else went wrong is thrown. */
  private boolean lost(S3Exception e, String what, String key) throws IOException {
    if (e.statusCode() == PRECONDITION_FAILED) {
      return false;
    }
    if (e.statusCode() == CONFLICT) {
      throw failed(what + ", at the same time as another writer,", key, e);
    }
    throw failed(what, key, e);
  }

  private boolean upload(String name, Path file) throws IOException {
    String key = key(name);
    String upload = null;
    try {
      upload = client.createMultipartUpload(it -> it.bucket(bucket).key(key)).uploadId();
      String id = upload;
      List<CompletedPart> parts = new ArrayList<>();
      long length = Files.size(file);
      for (long at = 0; at < length; at += PART) {
        parts.add(part(file, at, Math.min(PART, length - at), parts.size() + 1, key, id));
      }
      client.completeMultipartUpload(
          it ->
              it.bucket(bucket)
                  .key(key)
                  .uploadId(id)
                  .ifNoneMatch("*")
                  .multipartUpload(all -> all.parts(parts)));
      return true;
    } catch (S3Exception e) {
      abort(key, upload);
      return lost(e, "write", key);
    } catch (SdkException e) {
      abort(key, upload);
      throw failed("write", key, e);
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
        client.uploadPart(
            it -> it.bucket(bucket).key(key).uploadId(upload).partNumber(number),
            RequestBody.fromBytes(bytes));
    return CompletedPart.builder().partNumber(number).eTag(answer.eTag()).build();
  }

  private void abort(String key, @org.jspecify.annotations.Nullable String upload) {
    if (upload == null) {
      return;
    }
    try {
      client.abortMultipartUpload(it -> it.bucket(bucket).key(key).uploadId(upload));
    } catch (SdkException e) {
      // It costs room until the bucket's own rule clears it away; the first failure matters more.
    }
  }

  private boolean exists(String name) throws IOException {
    String key = key(name);
    try {
      client.headObject(it -> it.bucket(bucket).key(key));
      return true;
    } catch (NoSuchKeyException e) {
      return false;
    } catch (SdkException e) {
      throw failed("look for", key, e);
    }
  }

  @Override
  public Optional<Found> find(String name) throws IOException {
    String key = key(name);
    try {
      ResponseBytes<GetObjectResponse> found =
          client.getObjectAsBytes(it -> it.bucket(bucket).key(key));
      return Optional.of(new Found(found.asByteArrayUnsafe(), found.response().eTag()));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (SdkException e) {
      throw failed("read", key, e);
    }
  }

  @Override
  public InputStream open(String name, long offset) throws IOException {
    String key = key(name);
    try {
      return client.getObject(it -> it.bucket(bucket).key(key).range("bytes=" + offset + "-"));
    } catch (NoSuchKeyException e) {
      NoSuchFileException absent = new NoSuchFileException(address(name));
      absent.initCause(e);
      throw absent;
    } catch (SdkException e) {
      throw failed("read", key, e);
    }
  }

  @Override
  public List<Listed> list(String begin) throws IOException {
    try {
      return client
          .listObjectsV2Paginator(it -> it.bucket(bucket).prefix(prefix + begin))
          .contents()
          .stream()
          .map(
              one ->
                  new Listed(one.key().substring(prefix.length()), one.size(), one.lastModified()))
          .sorted(java.util.Comparator.comparing(Listed::name))
          .toList();
    } catch (SdkException e) {
      throw failed("list", prefix + begin, e);
    }
  }

  @Override
  public void delete(String name) throws IOException {
    String key = key(name);
    try {
      client.deleteObject(it -> it.bucket(bucket).key(key));
    } catch (SdkException e) {
      throw failed("delete", key, e);
    }
  }

  @Override
  public String address(String name) {
    return "s3://" + bucket + "/" + key(name);
  }

  @Override
  public void close() {
    client.close();
  }

  @Override
  public String toString() {
    return "s3:" + bucket + "/" + prefix;
  }

  private IOException failed(String what, String key, SdkException cause) {
    return new IOException(
        "cannot %s %s/%s: %s".formatted(what, bucket, key, cause.getMessage()), cause);
  }

  private String key(String name) {
    return prefix + ObjectStores.checked(name);
  }
}
