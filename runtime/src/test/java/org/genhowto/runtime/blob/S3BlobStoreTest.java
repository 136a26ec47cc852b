package org.genhowto.runtime.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.schemas.BlobRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Against a real S3 server in this process, which honours If-None-Match. */
@Tag("slow")
class S3BlobStoreTest extends BlobStoreContract {
  private static S3Proxy server;
  private static Configuration configuration;
  private static S3Client client;
  private static BlobStore blobs;

  @BeforeAll
  static void start() throws Exception {
    server =
        S3Proxy.builder()
            .blobStore(new TransientNio2BlobStore())
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, "who", "hush")
            .build();
    server.start();
    configuration =
        Configuration.of(
            Map.of(
                "blobs.uri", "s3:genhowto/blobs",
                "blobs.endpoint", "http://127.0.0.1:" + server.getPort(),
                "blobs.access-key-id", "who",
                "blobs.secret-access-key", "hush"));
    client = S3Bucket.client(S3Settings.from(configuration.values(BlobStores.SECTION)));
    client.createBucket(request -> request.bucket("genhowto"));
    blobs = BlobStores.open(configuration);
  }

  @AfterAll
  static void stop() throws Exception {
    blobs.close();
    client.close();
    server.stop();
  }

  @Override
  BlobStore blobs() {
    return blobs;
  }

  @Override
  void corrupt(BlobRef blob) {
    overwrite(blob, "something else");
  }

  @Test
  void a_blob_that_is_there_is_not_written_again() throws Exception {
    byte[] content = "kept as it is".getBytes(StandardCharsets.UTF_8);
    BlobRef blob = blobs.put(content, "text/plain");
    overwrite(blob, "marked");
    blobs.put(content, "text/plain");
    assertThat(blobs.read(blob, 0, 6)).isEqualTo("marked".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void a_wrong_secret_is_a_failure_with_its_cause() {
    BlobStore stranger =
        BlobStores.open(configuration.with(Map.of("blobs.secret-access-key", "shout")));
    assertThatThrownBy(() -> stranger.put(new byte[] {1}, "text/plain"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot write genhowto/blobs/4b/4bf5122f");
    stranger.close();
  }

  private static void overwrite(BlobRef blob, String text) {
    String key = "blobs/" + blob.getSha256().substring(0, 2) + "/" + blob.getSha256();
    client.putObject(request -> request.bucket("genhowto").key(key), RequestBody.fromString(text));
  }
}
