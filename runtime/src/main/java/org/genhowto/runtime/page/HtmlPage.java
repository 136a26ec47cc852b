package org.genhowto.runtime.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A page of HTML that needs nothing but itself: its style and its pictures lie in it. All texts are
 * escaped. Sections are listed at the top.
 */
public final class HtmlPage {
  private static final String STYLE = "page.css";

  private final String title;
  private final List<String> sections = new ArrayList<>();
  private final StringBuilder introduction = new StringBuilder();
  private final StringBuilder body = new StringBuilder();

  public HtmlPage(String title) {
    this.title = title;
  }

  /** Text with what HTML gives a meaning to written so that it has none. */
  public static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** What follows, up to the next section, stands below this title. */
  public HtmlPage section(String name) {
    sections.add(name);
    return add("<h2 id=\"s%d\">%s</h2>\n".formatted(sections.size(), escaped(name)));
  }

  public HtmlPage subsection(String name) {
    return add("<h3>" + escaped(name) + "</h3>\n");
  }

  public HtmlPage text(String paragraph) {
    return add("<p>" + escaped(paragraph) + "</p>\n");
  }

  /** Text whose spaces and line ends stay. */
  public HtmlPage preformatted(String text) {
    return add("<pre>" + escaped(text) + "</pre>\n");
  }

  public HtmlPage table(HtmlTable table) {
    return add(table.html());
  }

  /** Figures beside one another, as many as fit; the narrowest that still reads well in pixels. */
  public HtmlPage figures(int width, List<HtmlFigure> figures) {
    add("<div class=\"cards\" style=\"--card-width:%dpx\">\n".formatted(width));
    figures.forEach(figure -> add(figure.html()));
    return add("</div>\n");
  }

  private HtmlPage add(String html) {
    (sections.isEmpty() ? introduction : body).append(html);
    return this;
  }

  /** The whole page. */
  public String html() {
    return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>"
        + escaped(title)
        + "</title><style>\n"
        + style()
        + "</style></head><body>\n<h1>"
        + escaped(title)
        + "</h1>\n"
        + introduction
        + contents()
        + body
        + "</body></html>\n";
  }

  private String contents() {
    StringBuilder list = new StringBuilder("<nav aria-label=\"Contents\"><ol>\n");
    for (int i = 0; i < sections.size(); i++) {
      list.append("<li><a href=\"#s%d\">%s</a></li>\n".formatted(i + 1, escaped(sections.get(i))));
    }
    return list.append("</ol></nav>\n").toString();
  }

  private static String style() {
    try (InputStream in = HtmlPage.class.getResourceAsStream(STYLE)) {
      byte[] bytes = Objects.requireNonNull(in, STYLE + " is in the jar").readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(STYLE + " cannot be read.", e);
    }
  }
}
