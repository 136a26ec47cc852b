package org.genhowto.miniature.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.genhowto.miniature.drawing.Camera;
import org.genhowto.miniature.drawing.Scene;
import org.genhowto.miniature.stock.StockPicture;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Edition;
import org.genhowto.miniature.world.Knobs;
import org.genhowto.miniature.world.Moment;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.junit.jupiter.api.Test;

/**
 * The picture in the documentation shows the second edition as it is. Run with {@code
 * -Dworld.sheet=write} to draw it anew.
 */
class WorldSheetTest {
  private static final Path SHEET = Path.of("../docs/miniature/world.jpg");
  private static final int SIDE = 64;
  private static final int CELL = SIDE + 2;
  private static final int WIDEST = 5;
  private static final int STRIPS = 3;
  private static final int STOCK_ROWS = 4;
  private static final double QUALITY = 0.75;
  private static final long SEED = 101;

  @Test
  void the_picture_of_the_world_is_up_to_date() throws IOException {
    var drawn = Pictures.rgb(sheet());
    if ("write".equals(System.getProperty("world.sheet"))) {
      Files.write(SHEET, Images.jpeg(drawn, QUALITY));
    }

    var kept = Images.decode(Files.readAllBytes(SHEET));
    assertThat(Files.size(SHEET)).isLessThan(300_000);
    assertThat(kept.width()).isEqualTo(drawn.width());
    assertThat(kept.height()).isEqualTo(drawn.height());
    assertThat(distance(drawn, kept)).isLessThan(6);
  }

  private static double distance(RgbImage one, RgbImage other) {
    long sum = 0;
    for (int i = 0; i < one.rgb().length; i++) {
      sum += Pictures.difference(one, other, i);
    }
    return (double) sum / one.rgb().length;
  }

  /** Everything that videos show, three categories side by side, and below it the stock. */
  private static BufferedImage sheet() {
    var categories = Edition.SECOND.categories();
    int rows = categories.size() / STRIPS;
    int wide = STRIPS * WIDEST;
    var sheet =
        new BufferedImage(
            wide * CELL, (rows + STOCK_ROWS) * CELL + CELL / 4, BufferedImage.TYPE_INT_RGB);
    var pen = sheet.createGraphics();
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    for (int i = 0; i < categories.size(); i++) {
      var strip = strip(categories.get(i));
      for (int j = 0; j < strip.size(); j++) {
        pen.drawImage(strip.get(j), (i / rows * WIDEST + j) * CELL, i % rows * CELL, null);
      }
    }
    var stock = Knobs.usual().stock();
    var pictures =
        LongStream.range(0, (long) STOCK_ROWS * wide)
            .mapToObj(number -> StockPicture.of(number, stock).image())
            .toList();
    for (int i = 0; i < pictures.size(); i++) {
      int y = (rows + i / wide) * CELL + CELL / 4;
      pen.drawImage(pictures.get(i), i % wide * CELL, y, null);
    }
    pen.dispose();
    return sheet;
  }

  private static List<BufferedImage> strip(Category category) {
    var scene = Scene.filmed(category, SEED);
    var strip = new ArrayList<BufferedImage>();
    for (var sight : category.family().sights()) {
      var random = new SplittableRandom(3);
      var moment = Moment.of(sight, random);
      strip.add(scene.image(moment, Camera.handheld(random), SIDE, SIDE));
    }
    return strip;
  }
}
