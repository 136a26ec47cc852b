package org.genhowto.runtime.page;

import java.util.Base64;
import java.util.List;

/**
 * Pictures side by side on a {@link HtmlPage}, or a drawing, with words below.
 *
 * @param captions lines of text
 * @param note a smaller line; empty for none
 * @param drawing SVG above the pictures; empty for none
 */
public record HtmlFigure(
    List<Picture> pictures, List<String> captions, String note, String drawing) {

  /**
   * A picture that lies in the page itself.
   *
   * @param label what is written below it; empty for nothing
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Picture(String mediaType, byte[] bytes, String label) {
    String html() {
      String label = HtmlPage.escaped(label());
      return "<div class=\"picture\"><img alt=\"%s\" src=\"data:%s;base64,%s\">%s</div>"
          .formatted(
              label,
              mediaType,
              Base64.getEncoder().encodeToString(bytes),
              label.isEmpty() ? "" : "<span>" + label + "</span>");
    }
  }

  public HtmlFigure {
    pictures = List.copyOf(pictures);
    captions = List.copyOf(captions);
  }

  /** Pictures without a drawing. */
  public static HtmlFigure of(List<Picture> pictures, List<String> captions, String note) {
    return new HtmlFigure(pictures, captions, note, "");
  }

  String html() {
    StringBuilder html = new StringBuilder("<figure>").append(drawing);
    if (!pictures.isEmpty()) {
      // More than six in a row would be too small on a telephone.
      html.append(
          pictures.size() > 6 ? "<div class=\"pictures wrapped\">" : "<div class=\"pictures\">");
      pictures.forEach(picture -> html.append(picture.html()));
      html.append("</div>");
    }
    html.append("<figcaption>")
        .append(String.join("<br>", captions.stream().map(HtmlPage::escaped).toList()));
    if (!note.isEmpty()) {
      html.append("<small>").append(HtmlPage.escaped(note)).append("</small>");
    }
    return html.append("</figcaption></figure>\n").toString();
  }
}
