package org.genhowto.runtime.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
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
import org.junit.jupiter.api.io.TempDir;
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
    configuration = at(server.getPort());
    try (S3Client client =
        S3Bucket.client(S3Settings.from(configuration.values(BlobStores.SECTION)))) {
      client.createBucket(request -> request.bucket("genhowto"));
    }
  }

  private static Configuration at(int port) {
    return Configuration.of(
        Map.of(
            "blobs.endpoint", "http://127.0.0.1:" + port,
            "blobs.access-key-id", "who",
            "blobs.secret-access-key", "hush"));
  }

  @AfterAll
  static void stop() throws Exception {
    server.stop();
  }

  @BeforeEach
  void open() {
    objects = ObjectStores.open("dataset.uri", "s3:genhowto/" + UUID.randomUUID(), configuration);
  }

  @Test
  void a_write_whose_answer_was_lost_is_still_the_writers_own() throws Exception {
    try (ForgetfulProxy proxy = new ForgetfulProxy(server.getPort())) {
      ObjectStore behind = ObjectStores.open("dataset.uri", "s3:genhowto/lost", at(proxy.port()));
      proxy.forgetAnswerTo("PUT /genhowto/lost/one");
      assertThat(behind.create("one", "first".getBytes(UTF_8))).isTrue();
      assertThat(proxy.forgot()).isTrue();
      assertThat(behind.create("one", "first".getBytes(UTF_8))).isFalse();

      String found = behind.find("one").orElseThrow().tag();
      proxy.forgetAnswerTo("PUT /genhowto/lost/one");
      assertThat(behind.replace("one", "second".getBytes(UTF_8), Optional.of(found))).isTrue();
      assertThat(proxy.forgot()).isTrue();
      assertThat(behind.replace("one", "third".getBytes(UTF_8), Optional.of(found))).isFalse();
    }
  }

  @Test
  void a_large_file_whose_last_answer_was_lost_is_still_the_writers_own(@TempDir Path folder)
      throws Exception {
    Path file = Files.write(folder.resolve("large"), new byte[(33 << 20) + 5]);
    try (ForgetfulProxy proxy = new ForgetfulProxy(server.getPort())) {
      ObjectStore behind = ObjectStores.open("dataset.uri", "s3:genhowto/lost", at(proxy.port()));
      proxy.forgetAnswerTo("POST /genhowto/lost/large.tar?uploadId");
      assertThat(behind.create("large.tar", file)).isTrue();
      assertThat(proxy.forgot()).isTrue();
      assertThat(behind.create("large.tar", file)).isFalse();
    }
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
