package org.genhowto.runtime.blob;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import java.util.UUID;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.genhowto.runtime.config.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** Against a real S3 server in this process. */
@Tag("slow")
class S3ObjectStoreTest extends ObjectStoreContract {
  private static S3Proxy server;
  private static Configuration configuration;
  private ObjectStore objects;

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
                "blobs.endpoint", "http://127.0.0.1:" + server.getPort(),
                "blobs.access-key-id", "who",
                "blobs.secret-access-key", "hush"));
    try (S3Client client =
        S3Bucket.client(S3Settings.from(configuration.values(BlobStores.SECTION)))) {
      client.createBucket(request -> request.bucket("genhowto"));
    }
  }

  @AfterAll
  static void stop() throws Exception {
    server.stop();
  }

  @BeforeEach
  void open() {
    objects = ObjectStores.open("dataset.uri", "s3:genhowto/" + UUID.randomUUID(), configuration);
  }

  @Override
  ObjectStore objects() {
    return objects;
  }

  @Test
  void an_address_is_one_of_the_bucket() {
    assertThat(ObjectStores.open("x", "s3://genhowto/data/", configuration).address("a/b"))
        .isEqualTo("s3://genhowto/data/a/b");
  }
}
