package org.genhowto.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.loop.LoopSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSettingsTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  /** Settings with calls to this machine allowed unless more says otherwise. */
  static WebhookSettings settings(String secret, String... more) {
    Map<String, String> texts = new HashMap<>(Map.of("webhooks.private", "true"));
    if (!secret.isEmpty()) {
      texts.put("webhooks.secret", secret);
    }
    for (int i = 0; i < more.length; i += 2) {
      texts.put(more[i], more[i + 1]);
    }
    return WebhookSettings.from(Configuration.of(texts));
  }

  @Test
  void nothing_is_signed_or_called_in_private_by_default() {
    WebhookSettings settings = WebhookSettings.from(Configuration.of(Map.of()));

    assertThat(settings)
        .isEqualTo(
            new WebhookSettings(
                List.of(),
                WebhookSettings.Reach.PUBLIC,
                Duration.ofSeconds(5),
                Duration.ofSeconds(15),
                16,
                4));
    LoopSettings loop = LoopSettings.from(Configuration.of(Map.of()), WebhookSettings.SECTION);
    assertThat(loop.retry().attempts()).isEqualTo(10);
    assertThat(loop.retry().after(1)).isEqualTo(Duration.ofSeconds(5));
    assertThat(loop.retry().after(9)).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void every_key_says_something() {
    WebhookSettings settings =
        settings(
            SECRET + ", " + SECRET,
            "webhooks.connect-timeout",
            "1s",
            "webhooks.timeout",
            "2s",
            "webhooks.concurrency",
            "3",
            "webhooks.calls-per-host",
            "5");

    assertThat(settings.secrets()).hasSize(2);
    assertThat(settings.reach()).isEqualTo(WebhookSettings.Reach.PRIVATE);
    assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.concurrency()).isEqualTo(3);
    assertThat(settings.perHost()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"hunter2", "whsec_", "whsec_c2hvcnQ=", "whsec_not base64 at all, whatever it is"})
  void what_is_no_secret_is_refused_without_being_repeated(String secret) {
    assertThatThrownBy(() -> settings(secret))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("webhooks.secret has a secret that is not whsec_ and 24 to 64 bytes in base64");
  }

  @Test
  void a_secret_is_not_printed() {
    assertThat(settings(SECRET).toString()).contains("whsec_***").doesNotContain("MfKQ");
  }
}
