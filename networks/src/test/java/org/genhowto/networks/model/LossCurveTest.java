package org.genhowto.networks.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.genhowto.networks.model.LossCurve.Point;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LossCurveTest {
  @TempDir Path folder;

  @Test
  void a_training_that_goes_on_from_earlier_replaces_what_came_after() {
    Path file = folder.resolve("state").resolve(LossCurve.FILE);
    LossCurve interrupted = new LossCurve(file);
    interrupted.add(50, .5);
    interrupted.add(100, .4);
    interrupted.add(150, .3);

    new LossCurve(file).add(100, .25);

    assertThat(LossCurve.read(file)).containsExactly(new Point(50, .5), new Point(100, .25));
  }
}
