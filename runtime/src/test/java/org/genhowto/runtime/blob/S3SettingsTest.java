package org.genhowto.runtime.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.genhowto.runtime.config.Configuration;
import org.junit.jupiter.api.Test;

class S3SettingsTest {
  private static final Map<String, String> GIVEN =
      Map.of(
          "blobs.uri", "s3:bucket/prefix",
          "blobs.least-space", "0",
          "blobs.endpoint", "http://s3",
          "blobs.region", "here",
          "blobs.path-style", "false",
          "blobs.access-key-id", "who",
          "blobs.secret-access-key", "hush");

  @Test
  void every_key_is_read() {
    assertThat(BlobStores.SECTION.keys()).isEqualTo(GIVEN.keySet());

    assertThat(from(GIVEN))
        .isEqualTo(
            new S3Settings(
                Optional.of("http://s3"),
                Optional.of("here"),
                false,
                Optional.of("who"),
                Optional.of("hush")))
        .asString()
        .doesNotContain("hush");
  }

  @Test
  void a_store_of_ones_own_has_the_bucket_in_the_path() {
    assertThat(from(Map.of("blobs.endpoint", "http://s3")).pathStyle()).isTrue();
    assertThat(from(Map.of())).isEqualTo(S3Settings.DEFAULT);
  }

  @Test
  void half_a_key_is_refused() {
    assertThatThrownBy(() -> from(Map.of("blobs.secret-access-key", "hush")))
        .hasMessageContaining("only one of blobs.access-key-id and blobs.secret-access-key is set")
        .hasMessageNotContaining("hush");
  }

  private static S3Settings from(Map<String, String> settings) {
    return S3Settings.from(Configuration.of(settings).values(BlobStores.SECTION));
  }
}
