package org.genhowto.miniature;

import java.awt.image.BufferedImage;
import java.util.List;

/** Many pictures on one. */
public final class ContactSheet {
  private ContactSheet() {}

  /** Lays pictures of one size out in rows, each enlarged by a whole factor. */
  public static BufferedImage of(List<BufferedImage> pictures, int columns, int factor) {
    var first = pictures.get(0);
    int width = first.getWidth() * factor + 2;
    int height = first.getHeight() * factor + 2;
    int rows = (pictures.size() + columns - 1) / columns;
    var sheet = new BufferedImage(width * columns, height * rows, BufferedImage.TYPE_INT_RGB);
    var graphics = sheet.createGraphics();
    for (int i = 0; i < pictures.size(); i++) {
      int x = i % columns * width;
      int y = i / columns * height;
      graphics.drawImage(pictures.get(i), x, y, width - 2, height - 2, null);
    }
    graphics.dispose();
    return sheet;
  }
}
