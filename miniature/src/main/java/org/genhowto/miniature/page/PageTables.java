package org.genhowto.miniature.page;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import j2html.tags.DomContent;
import j2html.tags.specialized.TableTag;
import j2html.tags.specialized.TrTag;
import java.util.List;

/** Tables that can be wider than the page. */
public final class PageTables {
  private PageTables() {}

  public static DomContent numbers(List<String> header, List<TrTag> rows) {
    return wide(filled(header, rows));
  }

  public static DomContent words(List<String> header, List<TrTag> rows) {
    return wide(filled(header, rows).withClass("words"));
  }

  public static TrTag row(String... cells) {
    return row(List.of(cells));
  }

  public static TrTag row(List<String> cells) {
    return tr(each(cells, cell -> td(cell)));
  }

  /** A row that stands out. */
  public static TrTag firstRow(List<String> cells) {
    return row(cells).withClass("first");
  }

  private static TableTag filled(List<String> header, List<TrTag> rows) {
    return table(
        thead(tr(each(header, name -> th(name).attr("scope", "col")))), tbody().with(rows));
  }

  private static DomContent wide(TableTag table) {
    return div(table).withClass("wide");
  }
}
