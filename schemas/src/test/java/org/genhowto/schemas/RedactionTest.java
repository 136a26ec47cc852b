package org.genhowto.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://h/a.mp4|https://h/a.mp4",
        "https://h/watch?v=dQw4w9WgXcQ&t=10|https://h/watch?v=dQw4w9WgXcQ&t=10",
        "https://h/x?page=2&x=7|https://h/x?page=2&x=7",
        "https://me:hunter2@h:81/a|https://h:81/a",
        "https://h/a?token=hunter2|https://h/a?token=***",
        "https://h/a?v=1&token=hunter2&t=3|https://h/a?v=1&token=***&t=3",
        "https://h/a?v=1;sig=hunter2|https://h/a?v=1;sig=***",
        "https://h/a?hunter2|https://h/a?***",
        "https://h/a?pin=1234|https://h/a?pin=***",
        "https://h/a;jsessionid=hunter2?v=1|https://h/a;jsessionid=***?v=1",
        "https://h/a?v=1#token=hunter2|https://h/a?v=1",
        "/a?token=hunter2|/a?token=***",
        "https://p/get?file=https://b/x.mp4?X-Amz-Signature=hunter2|https://p/get?file=***",
        "https://p/?video=https%3A%2F%2Fb%2Fx%3Fsig%3Dhunter2|https://p/?video=***",
        "https://p/?video=https%253A%252F%252Fb%252Fx%253Fsig%253Dhunter2|https://p/?video=***",
        "https://u:p@h/x?path=https://me:hunter2@o/x|https://h/x?path=***",
        "https://h/web/2020/https://me:hunter2@o/x|https://h/web/2020/https://o/x",
        "https://h/x?path=a%2Fb%20c.mp4&name=caf%C3%A9|https://h/x?path=a%2Fb%20c.mp4&name=caf%C3%A9",
        "file:/videos/a.mp4|file:/videos/a.mp4"
      })
  void what_names_a_video_stays_and_what_lets_people_in_goes(String uri, String shown) {
    assertThat(Redaction.uri(uri)).isEqualTo(shown);
    assertThat(Redaction.uri(shown)).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "token",
        "access_token",
        "api_key",
        "apikey",
        "X-Amz-Signature",
        "X-Amz-Credential",
        "X-Amz-Security-Token",
        "X-Goog-Signature",
        "sig",
        "se",
        "Signature",
        "Policy",
        "Key-Pair-Id",
        "password",
        "pw",
        "auth",
        "jwt",
        "hdnea",
        "k",
        "secret",
        "to%6Ben",
        "TOKEN",
        "a[token]"
      })
  void every_other_value_is_masked_whatever_its_name(String name) {
    assertThat(Redaction.uri("https://h/a.mp4?" + name + "=hunter2&v=1"))
        .isEqualTo("https://h/a.mp4?" + name + "=***&v=1");
    assertThat(Redaction.text("Cannot fetch https://h/a.mp4?v=1&" + name + "=hunter2: refused."))
        .isEqualTo("Cannot fetch https://h/a.mp4?v=1&" + name + "=***: refused.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cannot fetch 'https://me:hunter2@h/x': away.",
        "Cannot fetch \"https://h/x?token=hunter2\".",
        "redirects to //me:hunter2@h/x, which",
        "redirects to /x?token=hunter2, which",
        "{\"uri\":\"https://me:hunter2@h/x?sig=hunter2\"}",
        "uri=https://h/x?a=1&b=hunter2 offset=3",
        "(https://me:hun@ter:hunter2@h/x)",
        "https://h/x?token=hunter2\nhttps://me:hunter2@h",
        "jdbc:x://me:hunter2@h/x",
        "https://h/x y?token=hunter2"
      })
  void a_text_shows_no_secret_of_the_addresses_in_it(String text) {
    assertThat(Redaction.text(text)).doesNotContain("hunter2").contains(text.substring(0, 3));
    assertThat(Redaction.text(Redaction.text(text))).isEqualTo(Redaction.text(text));
  }

  @Test
  void other_texts_stay_as_they_are() {
    for (String text :
        new String[] {
          "",
          "a sliced apple",
          "is it done? yes",
          "a // comment",
          "me@example.org",
          "1 = 2 ? x",
          "file:/a/b.mp4 has 3 bytes.",
          "s3://bucket/key"
        }) {
      assertThat(Redaction.text(text)).isEqualTo(text);
    }
  }
}
