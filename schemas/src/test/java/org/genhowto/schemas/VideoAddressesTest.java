package org.genhowto.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VideoAddressesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://h/a b.mp4|http://h/a%20b.mp4",
        "/a b c|/a%20b%20c",
        "http://h/a%20b.mp4|http://h/a%20b.mp4",
        "http://h/100%.mp4|http://h/100%25.mp4",
        "http://h/a%zz|http://h/a%25zz",
        "http://h/a{1}^`\\\"<>|http://h/a%7B1%7D%5E%60%5C%22%3C%3E",
        "http://h/\u00e4.mp4|http://h/\u00e4.mp4",
        "http://h/a?q=b c|http://h/a?q=b%20c"
      })
  void an_address_is_read_as_browsers_read_it(String text, String uri) {
    assertThat(VideoAddresses.lenient(text)).isEqualTo(uri);
  }
}
