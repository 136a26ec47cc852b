package org.genhowto.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
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

  /** The second half are examples of RFC 3986, 5.4. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://h|a.mp4|http://h/a.mp4",
        "http://h|?a|http://h?a",
        "http://h:81/x.mp4?a|?b|http://h:81/x.mp4?b",
        "http://h/a/x.mp4?a|''|http://h/a/x.mp4?a",
        "http://h/a/x.mp4?a|//i/y|http://i/y",
        "http://h/a//b/x|../y|http://h/a//y",
        "http://a/b/c/d;p?q|?y|http://a/b/c/d;p?y",
        "http://a/b/c/d;p?q|;x|http://a/b/c/;x",
        "http://a/b/c/d;p?q|.|http://a/b/c/",
        "http://a/b/c/d;p?q|..|http://a/b/",
        "http://a/b/c/d;p?q|../..|http://a/",
        "http://a/b/c/d;p?q|../../../g|http://a/g",
        "http://a/b/c/d;p?q|/./g|http://a/g",
        "http://a/b/c/d;p?q|g.|http://a/b/c/g.",
        "http://a/b/c/d;p?q|./g/.|http://a/b/c/g/",
        "http://a/b/c/d;p?q|g;x=1/../y|http://a/b/c/y",
        "http://a/b/c/d;p?q|g?y/../x|http://a/b/c/g?y/../x"
      })
  void a_reference_leads_where_the_standard_says(String base, String reference, String target) {
    assertThat(VideoAddresses.resolve(URI.create(base), URI.create(reference))).hasToString(target);
  }
}
