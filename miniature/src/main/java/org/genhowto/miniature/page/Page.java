package org.genhowto.miniature.page;

import static j2html.TagCreator.a;
import static j2html.TagCreator.body;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.head;
import static j2html.TagCreator.li;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.nav;
import static j2html.TagCreator.ol;
import static j2html.TagCreator.styleWithInlineFile;

import j2html.TagCreator;
import j2html.tags.DomContent;
import java.util.List;

/**
 * A page of HTML that needs nothing but itself: its style and its pictures lie in it. Its sections
 * are listed at the top.
 */
public record Page(String title, List<DomContent> introduction, List<Section> sections) {
  private static final String STYLE = "/org/genhowto/miniature/page/page.css";

  /** A part of a page below a title of its own. */
  public record Section(String title, List<DomContent> content) {
    public Section {
      content = List.copyOf(content);
    }

    public static Section of(String title, DomContent... content) {
      return new Section(title, List.of(content));
    }
  }

  public Page {
    introduction = List.copyOf(introduction);
    sections = List.copyOf(sections);
  }

  /** The whole page. */
  public String html() {
    return TagCreator.document(
        TagCreator.html(
                head(
                    meta().withCharset("utf-8"),
                    meta().withName("viewport").withContent("width=device-width,initial-scale=1"),
                    TagCreator.title(title),
                    styleWithInlineFile(STYLE)),
                body(
                    h1(title),
                    each(introduction.stream()),
                    nav(ol(
                            each(
                                sections,
                                (i, section) -> li(a(section.title()).withHref("#" + anchor(i))))))
                        .attr("aria-label", "Contents"),
                    each(
                        sections,
                        (i, section) ->
                            each(
                                h2(section.title()).withId(anchor(i)),
                                each(section.content().stream())))))
            .withLang("en"));
  }

  private static String anchor(int section) {
    return "s" + (section + 1);
  }
}
