package org.genhowto.miniature.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.genhowto.miniature.report.Figure.Panel;
import org.genhowto.miniature.report.Figure.Strip;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContactSheetTest {
  @TempDir Path folder;

  @Test
  void every_strip_is_a_column_and_every_panel_a_row() throws Exception {
    List<Strip> strips = List.of(strip(10, 20, 30), strip(40, 50, 60));

    RgbImage sheet =
        Images.decode(ContactSheet.png(strips, new FigureRenderer(folder, line -> {})));

    assertThat(List.of(sheet.width(), sheet.height())).isEqualTo(List.of(5, 8));
    assertThat(IntStream.of(0, 3).mapToObj(x -> column(sheet, x)))
        .containsExactly(
            List.of(10, 10, 0, 20, 20, 0, 30, 30), List.of(40, 40, 0, 50, 50, 0, 60, 60));
  }

  @Test
  void no_strip_is_refused() {
    assertThatThrownBy(() -> ContactSheet.png(List.of(), new FigureRenderer(folder, line -> {})))
        .hasMessage("A contact sheet has 0 strips, expected 1 or more");
  }

  private static List<Integer> column(RgbImage sheet, int x) {
    return IntStream.range(0, sheet.height())
        .map(y -> sheet.rgb()[3 * (y * sheet.width() + x)])
        .boxed()
        .toList();
  }

  private static Strip strip(int... greys) {
    List<Panel> panels =
        Arrays.stream(greys)
            .mapToObj(grey -> new Panel("", new FigureImage.Given(grey(grey))))
            .toList();
    return new Strip("", panels, List.of(), "");
  }

  private static RgbImage grey(int grey) {
    byte[] rgb = new byte[12];
    Arrays.fill(rgb, (byte) grey);
    return new RgbImage(2, 2, rgb);
  }
}
