package org.genhowto.miniature.report;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.genhowto.miniature.report.Figure.Strip;
import org.genhowto.miniature.video.Pictures;
import org.genhowto.networks.image.Images;

/** Strips side by side in one picture: a column for each strip, a row for each of its panels. */
final class ContactSheet {
  private static final int GAP = 1;

  private ContactSheet() {}

  /**
   * Draws strips that have equally many pictures, all of one size.
   *
   * @return a PNG file
   * @throws IllegalArgumentException where there is no strip
   */
  static byte[] png(List<Strip> strips, FigureRenderer studio) throws IOException {
    if (strips.isEmpty()) {
      throw new IllegalArgumentException("A contact sheet has 0 strips, expected 1 or more");
    }
    List<List<BufferedImage>> columns = new ArrayList<>();
    for (Strip strip : strips) {
      columns.add(column(strip, studio));
    }
    BufferedImage first = columns.get(0).get(0);
    int width = first.getWidth() + GAP;
    int height = first.getHeight() + GAP;
    BufferedImage sheet =
        new BufferedImage(
            columns.size() * width - GAP,
            columns.get(0).size() * height - GAP,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = sheet.createGraphics();
    for (int x = 0; x < columns.size(); x++) {
      for (int y = 0; y < columns.get(x).size(); y++) {
        pen.drawImage(columns.get(x).get(y), x * width, y * height, null);
      }
    }
    pen.dispose();
    return Images.png(Pictures.rgb(sheet));
  }

  private static List<BufferedImage> column(Strip strip, FigureRenderer studio) throws IOException {
    List<BufferedImage> column = new ArrayList<>();
    for (Figure.Panel panel : strip.panels()) {
      column.add(Pictures.drawn(Images.decode(studio.png(panel.shown()))));
    }
    return column;
  }
}
