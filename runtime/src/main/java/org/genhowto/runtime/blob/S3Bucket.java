package org.genhowto.runtime.blob;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.genhowto.runtime.config.ConfigurationException;
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
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * A bucket, and what its keys begin with; who writes what others may write too says what it expects
 * to be there.
 */
final class S3Bucket implements AutoCloseable {
  private static final int PRECONDITION_FAILED = 412;
  private static final int CONFLICT = 409;

  private static final String MARK = "write";

  private final S3Client client;
  private final String name;
  private final String prefix;

  /**
   * @param address what names the bucket, for messages
   */
  S3Bucket(S3Settings settings, String address, String name, String prefix) {
    if (name.isBlank()) {
      throw new ConfigurationException(address + " has no bucket, expected s3:BUCKET/PREFIX");
    }
    this.client = client(settings);
    this.name = name;
    this.prefix = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
  }

  S3Client client() {
    return client;
  }

  String name() {
    return name;
  }

  String prefix() {
    return prefix;
  }

  /** What tells a write from others of the same object. */
  static Map<String, String> mark() {
    return Map.of(MARK, UUID.randomUUID().toString());
  }

  /** Writes under a condition; says whether it held, which it does not where another was faster. */
  boolean put(String key, RequestBody body, Consumer<PutObjectRequest.Builder> condition)
      throws IOException {
    Map<String, String> mark = mark();
    try {
      client.putObject(
          request -> {
            request.bucket(name).key(key).metadata(mark);
            condition.accept(request);
          },
          body);
      return true;
    } catch (S3Exception e) {
      return kept(e, key, mark);
    } catch (SdkException e) {
      throw failed("write", key, e);
    }
  }

  /**
   * Whether a refused write stands nevertheless: where its answer was lost, the client has asked
   * again, and what then stands in its way is its own. False where another writer was faster;
   * whatever else went wrong is thrown.
   */
  boolean kept(S3Exception e, String key, Map<String, String> mark) throws IOException {
    if (e.statusCode() == PRECONDITION_FAILED) {
      return marked(key, mark);
    }
    if (e instanceof NoSuchUploadException && marked(key, mark)) {
      return true;
    }
    // Another writer is at work; only its end makes what it writes durable.
    throw failed(
        e.statusCode() == CONFLICT ? "write, at the same time as another writer," : "write",
        key,
        e);
  }

  private boolean marked(String key, Map<String, String> mark) throws IOException {
    try {
      Map<String, String> found = client.headObject(it -> it.bucket(name).key(key)).metadata();
      return found.entrySet().containsAll(mark.entrySet());
    } catch (NoSuchKeyException e) {
      return false;
    } catch (SdkException e) {
      throw failed("look for", key, e);
    }
  }

  boolean holds(String key) throws IOException {
    try {
      client.headObject(request -> request.bucket(name).key(key));
      return true;
    } catch (NoSuchKeyException e) {
      requireIt();
      return false;
    } catch (SdkException e) {
      throw failed("look for", key, e);
    }
  }

  /** A question without a body is answered alike where the bucket itself is absent. */
  private void requireIt() throws IOException {
    try {
      client.headBucket(request -> request.bucket(name));
    } catch (SdkException e) {
      throw new IOException("cannot reach bucket " + name, e);
    }
  }

  IOException failed(String what, String key, SdkException cause) {
    return new IOException("cannot %s %s/%s".formatted(what, name, key), cause);
  }

  @Override
  public void close() {
    client.close();
  }

  @Override
  public String toString() {
    return "s3:" + name + "/" + prefix;
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
