package org.genhowto.ingest.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginTest {
  @ParameterizedTest
  @CsvSource({
    "h.org, https://h.org/x, true",
    "h.org, https://h.org:443/x, true",
    "h.org, HTTPS://H.org/x, true",
    "H.org, https://h.org/x, true",
    "h.org, http://h.org/x, false",
    "h.org, http://h.org:80/x, false",
    "h.org, http://h.org:443/x, false",
    "h.org, https://h.org:8443/x, false",
    "h.org, https://i.h.org/x, false",
    "h.org:443, https://h.org/x, true",
    "h.org:443, http://h.org:443/x, false",
    "h.org:443, http://h.org/x, false",
    "h.org:80, http://h.org/x, true",
    "h.org:80, http://h.org:80/x, true",
    "h.org:80, https://h.org/x, false",
    "h.org:8000, http://h.org:8000/x, true",
    "h.org:8443, https://h.org:8443/x, true",
    "h.org:8000, http://h.org/x, false",
    "[::1], http://[::1]/x, false",
    "[::1], https://[::1]/x, true",
    "[::1]:80, http://[::1]/x, true"
  })
  void a_host_without_a_port_is_told_over_https_alone(String key, URI location, boolean told) {
    for (HostSecrets secrets : new HostSecrets[] {login(key), header(key)}) {
      assertThat(Login.of(location, secrets).headers(location)).hasSize(told ? 1 : 0);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "h.org, https://h.org/x, http://h.org/x",
    "h.org, https://h.org/x, http://h.org:443/x",
    "h.org:80, https://h.org/x, http://h.org/x",
    "h.org:8443, https://h.org:8443/x, http://H.org:8443/x"
  })
  void a_redirect_to_http_tells_nothing(String key, URI from, URI to) {
    Login login = Login.of(from, login(key)).at(to);

    assertThat(login.headers(to)).isEmpty();
  }

  @Test
  void a_redirect_to_https_tells_what_is_meant_for_https() {
    URI to = URI.create("https://h.org/x");
    Login login = Login.of(URI.create("http://h.org/x"), login("h.org")).at(to);

    assertThat(login.headers(to)).isEqualTo(Map.of("Authorization", "Basic bWU6c2VjcmV0"));
  }

  @Test
  void whom_an_address_names_goes_to_its_own_scheme_alone() {
    URI from = URI.create("https://me:secret@h.org/x");
    URI to = URI.create("http://h.org/x");
    Login login = Login.of(from, HostSecrets.NONE);

    assertThat(login.headers(from)).hasSize(1);
    assertThat(login.at(to).headers(to)).isEmpty();
    assertThat(login.toString()).doesNotContain("secret");
  }

  private static HostSecrets login(String key) {
    return HostSecrets.of(Optional.of("{\"%s\": \"me:secret\"}".formatted(key)), Optional.empty());
  }

  private static HostSecrets header(String key) {
    return HostSecrets.of(Optional.empty(), Optional.of("{\"%s\": {\"X\": \"1\"}}".formatted(key)));
  }
}
