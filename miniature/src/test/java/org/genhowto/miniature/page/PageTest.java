package org.genhowto.miniature.page;

import static j2html.TagCreator.h3;
import static j2html.TagCreator.p;
import static j2html.TagCreator.pre;
import static org.assertj.core.api.Assertions.assertThat;

import j2html.tags.DomContent;
import java.util.List;
import java.util.stream.IntStream;
import org.genhowto.miniature.page.Page.Section;
import org.junit.jupiter.api.Test;

class PageTest {
  private static final String WILD = "<b>\"a\" & b</b>";
  private static final String TAMED = "&lt;b&gt;&quot;a&quot; &amp; b&lt;/b&gt;";

  @Test
  void no_text_becomes_markup() {
    // Given
    DomContent picture = PageFigures.picture("image/png", new byte[] {1}, WILD);
    DomContent figure = PageFigures.captioned(List.of(picture), List.of(WILD), WILD);
    DomContent table = PageTables.words(List.of(WILD), List.of(PageTables.row(WILD)));

    // When
    String html =
        new Page(
                WILD,
                List.of(),
                List.of(Section.of(WILD, h3(WILD), p(WILD), pre(WILD), table, figure)))
            .html();

    // Then
    assertThat(html).doesNotContain(WILD);
    // The title twice, the section and its entry in the contents, three texts, two cells, and the
    // figure's label twice, its caption and its note.
    assertThat(html.split(TAMED, -1)).hasSize(1 + 13);
  }

  @Test
  void pictures_lie_in_the_page_and_nothing_else_is_needed() {
    DomContent picture = PageFigures.picture("image/png", new byte[] {1, 2, 3}, "input");

    String html = page(PageFigures.captioned(List.of(picture), List.of("words"), ""));

    assertThat(html).contains("src=\"data:image/png;base64,AQID\"").contains("<span>input</span>");
    assertThat(html).doesNotContain("http", "<link", "<script", "url(", "@import");
  }

  @Test
  void the_style_knows_telephones_dark_screens_and_paper() {
    assertThat(page())
        .contains("name=\"viewport\"")
        .contains("@media (prefers-color-scheme: dark)")
        .contains("@media (max-width: 40rem)")
        .contains("@media print");
  }

  @Test
  void the_contents_lead_to_the_sections() {
    String html =
        new Page("page", List.of(), List.of(Section.of("first"), Section.of("second"))).html();

    assertThat(html).contains("<a href=\"#s2\">second</a>").contains("<h2 id=\"s2\">second</h2>");
  }

  @Test
  void more_than_six_pictures_are_wrapped() {
    assertThat(row(6)).contains("class=\"pictures\"");
    assertThat(row(7)).contains("class=\"pictures wrapped\"");
  }

  @Test
  void captions_stand_below_one_another() {
    String html = PageFigures.captioned(List.of(), List.of("one", "two"), "three").render();

    assertThat(html)
        .isEqualTo("<figure><figcaption>one<br>two<small>three</small></figcaption></figure>");
  }

  private static String row(int pictures) {
    return PageFigures.row(
            IntStream.range(0, pictures)
                .mapToObj(i -> PageFigures.picture("image/png", new byte[1], ""))
                .toList())
        .render();
  }

  private static String page(DomContent... content) {
    return new Page("page", List.of(), List.of(Section.of("section", content))).html();
  }
}
