package org.genhowto.miniature.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.genhowto.generator.sampling.ImageGenerator;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.miniature.report.Figure.Panel;
import org.genhowto.miniature.report.Figure.Strip;
import org.genhowto.miniature.report.FigureImage.Asked;
import org.genhowto.miniature.report.FigureImage.Given;
import org.genhowto.miniature.training.GenerationMethod;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.schemas.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FigureRendererTest {
  @TempDir Path folder;

  private final List<String> prompts = Collections.synchronizedList(new ArrayList<>());

  /** Makes its input brighter by one. */
  private final ImageGenerator brighter =
      (input, prompt, sampling, noise, watcher) -> {
        prompts.add(prompt.text());
        return Optional.of(List.of(grey(input.rgb()[0] + 1)));
      };

  @Test
  void each_picture_of_a_chain_is_made_of_the_one_before() throws Exception {
    FigureImage first = asked("first", new Given(grey(10)));
    FigureImage second = asked("second", first);
    FigureImage third = asked("third", second);
    FigureRenderer studio = new FigureRenderer(folder, line -> {});

    // The last stands first, and the one in the middle is shown nowhere.
    studio.draw(List.of(figure(third, first)), (contender, target) -> brighter, 2);

    assertThat(Images.decode(studio.png(third)).rgb()[0]).isEqualTo((byte) 13);
    assertThat(Images.decode(studio.png(first)).rgb()[0]).isEqualTo((byte) 11);
    assertThat(prompts).containsExactly("first", "second", "third");
  }

  @Test
  void what_is_there_is_not_made_again() throws Exception {
    FigureImage picture = asked("one", new Given(grey(10)));
    new FigureRenderer(folder, line -> {})
        .draw(List.of(figure(picture)), (contender, target) -> brighter, 1);
    List<String> lines = new ArrayList<>();

    new FigureRenderer(folder, lines::add)
        .draw(
            List.of(figure(picture, picture, asked("two", new Given(grey(10))))),
            (contender, target) -> brighter,
            1);

    assertThat(prompts).containsExactly("one", "two");
    assertThat(lines.get(0)).isEqualTo("figures: 1 of 2 pictures to generate");
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void a_key_tells_all_that_a_picture_depends_on() {
    FigureImage input = new Given(grey(10));
    SamplingSettings sampling = new SamplingSettings(2, 0, 3);

    assertThat(
            List.of(
                new Asked(GenerationMethod.GENHOWTO, Target.ACTION, input, "a", sampling, 1).key(),
                new Asked(GenerationMethod.JOINT, Target.ACTION, input, "a", sampling, 1).key(),
                new Asked(GenerationMethod.GENHOWTO, Target.FINAL_STATE, input, "a", sampling, 1)
                    .key(),
                new Asked(
                        GenerationMethod.GENHOWTO,
                        Target.ACTION,
                        new Given(grey(9)),
                        "a",
                        sampling,
                        1)
                    .key(),
                new Asked(GenerationMethod.GENHOWTO, Target.ACTION, input, "b", sampling, 1).key(),
                new Asked(
                        GenerationMethod.GENHOWTO,
                        Target.ACTION,
                        input,
                        "a",
                        sampling.withSkip(1),
                        1)
                    .key(),
                new Asked(GenerationMethod.GENHOWTO, Target.ACTION, input, "a", sampling, 2).key()))
        .doesNotHaveDuplicates();
    assertThat(new Given(grey(10)).key()).isEqualTo(input.key());
  }

  private static Asked asked(String prompt, FigureImage input) {
    return new Asked(
        GenerationMethod.GENHOWTO, Target.ACTION, input, prompt, new SamplingSettings(2, 0, 3), 1);
  }

  private static Figure figure(FigureImage... pictures) {
    List<Panel> panels = new ArrayList<>();
    for (FigureImage picture : pictures) {
      panels.add(new Panel("", picture));
    }
    return new Figure("f", "", "", 100, List.of(new Strip("", panels, List.of(), "")));
  }

  private static RgbImage grey(int value) {
    byte grey = (byte) value;
    return new RgbImage(1, 1, new byte[] {grey, grey, grey});
  }
}
