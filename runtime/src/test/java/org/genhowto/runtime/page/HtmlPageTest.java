package org.genhowto.runtime.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.genhowto.runtime.page.HtmlFigure.Picture;
import org.junit.jupiter.api.Test;

class HtmlPageTest {
  private static final String WILD = "<b>\"a\" & b</b>";
  private static final String TAMED = "&lt;b&gt;&quot;a&quot; &amp; b&lt;/b&gt;";

  @Test
  void noTextBecomesMarkup() {
    // Given
    HtmlFigure figure =
        new HtmlFigure(
            List.of(new Picture("image/png", new byte[] {1}, WILD)), List.of(WILD), WILD, "");

    // When
    String html =
        new HtmlPage(WILD)
            .section(WILD)
            .subsection(WILD)
            .text(WILD)
            .preformatted(WILD)
            .table(new HtmlTable(HtmlTable.Kind.WORDS, WILD).row(WILD))
            .figures(100, List.of(figure))
            .html();

    // Then
    assertThat(html).doesNotContain(WILD);
    // The title twice, the section and its entry in the contents, three texts, two cells, and the
    // figure's label twice, its caption and its note.
    assertThat(html.split(TAMED, -1)).hasSize(1 + 13);
  }

  @Test
  void picturesLieInThePageAndNothingElseIsNeeded() {
    Picture picture = new Picture("image/png", new byte[] {1, 2, 3}, "input");

    String html =
        new HtmlPage("page")
            .figures(100, List.of(HtmlFigure.of(List.of(picture), List.of("words"), "")))
            .html();

    assertThat(html).contains("src=\"data:image/png;base64,AQID\"").contains("<span>input</span>");
    assertThat(html).doesNotContain("http", "<link", "<script", "url(", "@import");
  }

  @Test
  void theContentsLeadToTheSections() {
    String html = new HtmlPage("page").section("first").section("second").html();

    assertThat(html).contains("<a href=\"#s2\">second</a>").contains("<h2 id=\"s2\">second</h2>");
  }

  @Test
  void aShortRowIsFilledUp() {
    HtmlTable table = new HtmlTable(HtmlTable.Kind.NUMBERS, "a", "b", "c").row("1");

    assertThat(table.html()).contains("<tr><td>1</td><td></td><td></td></tr>");
  }
}
