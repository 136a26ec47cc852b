package org.genhowto.miniature.page;

import static j2html.TagCreator.br;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.img;
import static j2html.TagCreator.small;
import static j2html.TagCreator.span;
import static j2html.TagCreator.text;

import j2html.tags.DomContent;
import j2html.tags.specialized.FigureTag;
import java.util.Base64;
import java.util.List;

/** Pictures in frames, with words below. */
public final class PageFigures {
  /** More in a row would be too small on a telephone. */
  private static final int ROW = 6;

  private PageFigures() {}

  /** Figures beside one another, as many as fit; the narrowest that still reads well in pixels. */
  public static DomContent cards(int width, List<FigureTag> figures) {
    return div().with(figures).withClass("cards").withStyle("--card-width:" + width + "px");
  }

  /**
   * A figure.
   *
   * @param content what is to be seen, from top to bottom
   * @param captions lines of text
   * @param note a smaller line; empty for none
   */
  public static FigureTag captioned(List<DomContent> content, List<String> captions, String note) {
    return figure(
        each(content.stream()),
        figcaption(
            each(captions, (i, caption) -> each(iff(i > 0, br()), text(caption))),
            iff(!note.isEmpty(), small(note))));
  }

  /** Pictures side by side. */
  public static DomContent row(List<DomContent> pictures) {
    return div().with(pictures).withClass(pictures.size() > ROW ? "pictures wrapped" : "pictures");
  }

  /**
   * A picture that lies in the page itself.
   *
   * @param label what is written below it; empty for nothing
   */
  public static DomContent picture(String mediaType, byte[] bytes, String label) {
    String data = "data:" + mediaType + ";base64," + Base64.getEncoder().encodeToString(bytes);
    return div(img().withAlt(label).withSrc(data), iff(!label.isEmpty(), span(label)))
        .withClass("picture");
  }
}
