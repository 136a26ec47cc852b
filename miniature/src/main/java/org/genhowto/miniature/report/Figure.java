package org.genhowto.miniature.report;

import java.util.List;
import java.util.stream.Stream;
import org.genhowto.miniature.report.FigureImage.Asked;

/**
 * A figure of the report.
 *
 * @param name in files
 * @param text what is to be seen, for people
 * @param width of a strip on the page, in pixels
 */
record Figure(String name, String title, String text, int width, List<Strip> strips) {

  /**
   * Pictures that belong together, in a row.
   *
   * @param group strips of one group stand below its name; empty for none
   */
  record Strip(String group, List<Panel> panels, List<String> captions, String note) {
    Strip {
      panels = List.copyOf(panels);
      captions = List.copyOf(captions);
    }
  }

  /** A picture with what is written below it. */
  record Panel(String label, FigureImage shown) {}

  Figure {
    strips = List.copyOf(strips);
  }

  /** Everything that a method has to make, inputs before what is made of them. */
  List<Asked> asked() {
    return strips.stream()
        .flatMap(strip -> strip.panels().stream())
        .flatMap(panel -> asked(panel.shown()))
        .distinct()
        .toList();
  }

  private static Stream<Asked> asked(FigureImage shown) {
    return shown instanceof Asked asked
        ? Stream.concat(asked(asked.input()), Stream.of(asked))
        : Stream.of();
  }
}
