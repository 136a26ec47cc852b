package org.genhowto.runtime.blob;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.schemas.BlobRef;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Blobs as objects {@code BUCKET/PREFIX/ab/abcd...}, written once and never overwritten. */
final class S3BlobStore implements BlobStore {
  private static final int PRECONDITION_FAILED = 412;
  private static final int CONFLICT = 409;
  private static final int BEYOND_THE_END = 416;

  private final S3Client client;
  private final String bucket;
  private final String prefix;

  S3BlobStore(S3Settings settings, String bucket, String prefix) {
    if (bucket.isBlank()) {
      throw new ConfigurationException("blobs.uri has no bucket, expected s3:BUCKET/PREFIX");
    }
    this.client = client(settings);
    this.bucket = bucket;
    this.prefix = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
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
    String key = key(Blobs.hash(blob));
    try {
      client.headObject(request -> request.bucket(bucket).key(key));
      return true;
    } catch (NoSuchKeyException e) {
      requireBucket();
      return false;
    } catch (SdkException e) {
      throw failed("look for", key, e);
    }
  }

  /** A question without a body is answered alike where the bucket itself is absent. */
  private void requireBucket() throws IOException {
    try {
      client.headBucket(request -> request.bucket(bucket));
    } catch (SdkException e) {
      throw new IOException("cannot reach bucket " + bucket, e);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  @Override
  public String toString() {
    return "s3:" + bucket + "/" + prefix;
  }

  /**
   * If-None-Match makes two writers of the same bytes safe: the second is told that it is there.
   */
  private void upload(String sha256, String mediaType, RequestBody body) throws IOException {
    String key = key(sha256);
    try {
      client.putObject(
          request -> request.bucket(bucket).key(key).contentType(mediaType).ifNoneMatch("*"), body);
    } catch (S3Exception e) {
      if (e.statusCode() != PRECONDITION_FAILED && e.statusCode() != CONFLICT) {
        throw failed("write", key, e);
      }
      if (e.statusCode() == CONFLICT) {
        // Another writer of the same bytes is at work; only its end makes them durable.
        throw failed("write, at the same time as another writer,", key, e);
      }
    } catch (SdkException e) {
      throw failed("write", key, e);
    }
  }

  private byte[] get(BlobRef blob, Consumer<GetObjectRequest.Builder> range) throws IOException {
    String key = key(Blobs.hash(blob));
    try {
      return client
          .getObjectAsBytes(
              request -> {
                request.bucket(bucket).key(key);
                range.accept(request);
              })
          .asByteArrayUnsafe();
    } catch (NoSuchKeyException e) {
      throw Blobs.absent(blob, toString());
    } catch (S3Exception e) {
      if (e.statusCode() == BEYOND_THE_END) {
        throw Blobs.shorter(blob);
      }
      throw failed("read", key, e);
    } catch (SdkException e) {
      throw failed("read", key, e);
    }
  }

  private IOException failed(String what, String key, SdkException cause) {
    return new IOException("cannot %s %s/%s".formatted(what, bucket, key), cause);
  }

  private String key(String sha256) {
    return prefix + sha256.substring(0, 2) + "/" + sha256;
  }

  /** Many stores refuse the checksums that Amazon's takes; blobs are checked by their own hash. */
  private static void elsewhere(S3ClientBuilder builder, String endpoint) {
    builder
        .endpointOverride(URI.create(endpoint))
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
  }

  static S3Client client(S3Settings settings) {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .forcePathStyle(settings.pathStyle());
    settings.endpoint().ifPresent(endpoint -> elsewhere(builder, endpoint));
    settings.region().ifPresent(region -> builder.region(Region.of(region)));
    if (settings.endpoint().isPresent() && settings.region().isEmpty()) {
      builder.region(
          Region.US_EAST_1); // Stores with their own endpoint ignore it; the SDK insists.
    }
    settings
        .accessKeyId()
        .ifPresent(
            id ->
                builder.credentialsProvider(
                    StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(id, settings.secretAccessKey().orElseThrow()))));
    return builder.build();
  }
}
