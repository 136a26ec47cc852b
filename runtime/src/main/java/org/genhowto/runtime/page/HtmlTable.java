package org.genhowto.runtime.page;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A table on a {@link HtmlPage}, row by row. */
public final class HtmlTable {
  private final List<String> header;
  private final Kind kind;
  private final StringBuilder rows = new StringBuilder();

  /** What the cells hold, which decides how they are set. */
  public enum Kind {
    NUMBERS,
    WORDS
  }

  public HtmlTable(Kind kind, String... header) {
    this(kind, List.of(header));
  }

  public HtmlTable(Kind kind, List<String> header) {
    this.kind = kind;
    this.header = List.copyOf(header);
  }

  public HtmlTable row(List<String> cells) {
    return row("", cells);
  }

  public HtmlTable row(String... cells) {
    return row(List.of(cells));
  }

  /** A row that stands out. */
  public HtmlTable firstRow(List<String> cells) {
    return row(" class=\"first\"", cells);
  }

  private HtmlTable row(String look, List<String> cells) {
    List<String> all = new ArrayList<>(cells);
    all.addAll(Collections.nCopies(Math.max(0, header.size() - cells.size()), ""));
    rows.append("<tr").append(look).append('>');
    all.forEach(cell -> rows.append("<td>").append(HtmlPage.escaped(cell)).append("</td>"));
    rows.append("</tr>\n");
    return this;
  }

  String html() {
    StringBuilder html = new StringBuilder("<div class=\"wide\"><table");
    html.append(
        switch (kind) {
          case NUMBERS -> ">";
          case WORDS -> " class=\"words\">";
        });
    html.append("<thead><tr>");
    header.forEach(
        name -> html.append("<th scope=\"col\">").append(HtmlPage.escaped(name)).append("</th>"));
    return html.append("</tr></thead><tbody>\n")
        .append(rows)
        .append("</tbody></table></div>\n")
        .toString();
  }
}
