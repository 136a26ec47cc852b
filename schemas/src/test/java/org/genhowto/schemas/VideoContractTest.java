package org.genhowto.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VideoContractTest {
  private static final String PIECES = "htp:/s.file@#?%0[]1 \\\u0000\uff11x-_\u00e4\ud800";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.org/apple.mp4",
        "HTTP://EXAMPLE.org/x",
        "https://example.org:8443/a%20b.mp4?key=1%0A",
        "http://127.0.0.1:9000/x.mp4",
        "http://me:secret@host/x",
        "http://me@host/x",
        "http://localhost/x.mp4",
        "http://[::1]:80/x.mp4",
        "http://xn--mnchen-3ya.de/x.mp4",
        "http://h/\u00e4.mp4",
        "file:/data/a%20b.mp4",
        "file:///data/x.mp4"
      })
  void an_address_that_can_be_followed_is_taken(String uri) {
    URI taken = VideoContract.requireUri(uri, VideoContract.SCHEMES);

    assertThat(taken.toString()).isEqualToIgnoringCase(uri.replace("\u00e4", "%C3%A4"));
    assertThat(taken.getScheme()).isLowerCase();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "no uri at all",
        "/tmp/x.mp4",
        "ftp://h/x",
        "http:opaque",
        "http:/h",
        "http:///x",
        "http://",
        "http://?x",
        "http://127.1/x.mp4",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://2130706433/",
        "http://1.2.3.4.5/",
        "http://256.1.1.1/",
        "http://\uff11\uff12\uff17.0.0.1/",
        "http://[::1",
        "http://[fe80::1%25eth0]/",
        "http://[v1.x]/",
        "http://a..b/",
        "http://.a/",
        "http://a./",
        "http://a_b/",
        "http://-a/",
        "http://m\u00fcnchen.de/",
        "http://host:99999/",
        "http://host:0/",
        "http://host:-1/",
        "http://host:1a/",
        "http://host/x#part",
        "http://host/%00.mp4",
        "http://host/a b",
        "http://host/a\nb",
        "http://host/\ud800",
        "http://ho%73t/",
        "file:relative.mp4",
        "file://host/x.mp4",
        "file:/x?y",
        "file:/x#y",
        "file:/x%00",
        "file:/x%0a",
        "file:"
      })
  void an_address_with_nothing_behind_it_is_refused_in_a_sentence(String uri) {
    assertThatThrownBy(() -> VideoContract.requireUri(uri, VideoContract.SCHEMES))
        .isInstanceOf(ContractException.class)
        .hasMessageStartingWith("uri ")
        .message()
        .satisfies(text -> assertThat(PlainText.isLine(text)).isTrue());
  }

  @Test
  void long_addresses_hosts_and_labels_are_refused() {
    String label = "a".repeat(64);
    String host = "a.".repeat(130) + "org";

    refused("http://h/" + "x".repeat(10_000), "uri has 10009 characters, expected at most 4096");
    refused("http://" + label + "/x", "names no host");
    refused("http://" + host + "/x", "names no host");
  }

  @Test
  void a_secret_in_an_address_is_not_repeated() {
    for (String uri :
        List.of(
            "http://me:secret@a..b/x",
            "http://me:secret@h:99999/x",
            "http://h/x?token=secret#part",
            "http://h/x y?token=secret",
            "https://me:secret@")) {
      assertThatThrownBy(() -> VideoContract.requireUri(uri, VideoContract.SCHEMES))
          .isInstanceOf(ContractException.class)
          .message()
          .doesNotContain("secret");
    }
  }

  @Test
  void only_the_schemes_of_this_place_are_taken() {
    assertThatThrownBy(() -> VideoContract.requireUri("file:/x", Set.of("https", "http")))
        .hasMessage("uri has scheme 'file', expected one of [http, https]");
    assertThatThrownBy(() -> VideoContract.requireUri("ftp://h/x", Set.of("ftp")))
        .isInstanceOf(ContractException.class);
  }

  /** What the contract takes, what follows addresses takes too. */
  @Test
  void what_is_taken_can_be_asked_for() {
    Random random = new Random(7);
    int taken = 0;
    for (int i = 0; i < 200_000; i++) {
      StringBuilder uri = new StringBuilder(random.nextBoolean() ? "http://h" : "file:/");
      for (int length = random.nextInt(6); length > 0; length--) {
        uri.append(PIECES.charAt(random.nextInt(PIECES.length())));
      }
      try {
        URI good = VideoContract.requireUri(uri.toString(), VideoContract.SCHEMES);
        taken++;
        assertThatCode(() -> follow(good)).as(uri.toString()).doesNotThrowAnyException();
      } catch (ContractException e) {
        assertThat(e.field()).isEqualTo("uri");
      }
    }
    assertThat(taken).isGreaterThan(1000);
  }

  @Test
  void every_field_of_a_reference_is_checked() {
    assertThatCode(() -> VideoContract.require(reference().build())).doesNotThrowAnyException();
    refused(reference().setVideoId("a b"), "videoId");
    refused(reference().setVideoId(".."), "videoId");
    refused(reference().setVideoId("a\n"), "videoId");
    refused(reference().setUri("http://127.1/x.mp4"), "uri");
    refused(reference().setCategory("\u2003"), "category");
    refused(reference().setCategory("x".repeat(101)), "category");
    refused(reference().setCategory("a\u0000b"), "category");
    refused(reference().setCategory("a\ud800"), "category");
    refused(reference().setLicence(" "), "licence");
    refused(reference().setLicence("x".repeat(201)), "licence");
    refused(reference().setLicence("CC\nBY"), "licence");
    refused(reference().setRelevance(Double.NaN), "relevance");
    refused(reference().setRelevance(-0.1), "relevance");
    refused(reference().setRelevance(Double.POSITIVE_INFINITY), "relevance");
  }

  private static Object follow(URI uri) {
    return uri.getScheme().equals("file")
        ? Path.of(uri)
        : HttpRequest.newBuilder(uri).header("Host-Of", uri.getHost()).build();
  }

  private static void refused(String uri, String sentence) {
    assertThatThrownBy(() -> VideoContract.requireUri(uri, VideoContract.SCHEMES))
        .isInstanceOf(ContractException.class)
        .hasMessageContaining(sentence);
  }

  private static void refused(VideoReference.Builder reference, String field) {
    VideoReference built = reference.build();
    assertThatThrownBy(() -> VideoContract.require(built))
        .isInstanceOf(ContractException.class)
        .extracting(thrown -> ((ContractException) thrown).field())
        .isEqualTo(field);
  }

  private static VideoReference.Builder reference() {
    return VideoReference.newBuilder()
        .setVideoId("apple-1")
        .setUri("https://example.org/apple.mp4")
        .setCategory("apple");
  }
}
