package org.genhowto.miniature.report;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.genhowto.miniature.evaluation.SceneSeeds;
import org.genhowto.miniature.report.Figure.Strip;
import org.genhowto.miniature.report.FigureImage.Asked;
import org.genhowto.miniature.report.FigureImage.Given;
import org.genhowto.miniature.training.GenerationMethod;
import org.genhowto.miniature.video.Vocabulary;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Edition;
import org.genhowto.miniature.world.Knobs;
import org.genhowto.miniature.world.Scale;
import org.genhowto.miniature.world.World;
import org.genhowto.schemas.Target;
import org.junit.jupiter.api.Test;

class PictureFiguresTest {
  private static final World WORLD = World.committed();

  private final Map<String, Figure> figures =
      new PictureFigures(Scale.smoke(), SceneSeeds.usual())
          .all().stream().collect(Collectors.toMap(Figure::name, Function.identity()));

  @Test
  void every_category_has_its_scenes_with_both_targets() {
    Scale.Trial trial = Scale.smoke().trial();

    assertThat(figure("grid-seen").strips())
        .extracting(Strip::group)
        .containsOnly(WORLD.seen().stream().map(Category::word).toArray(String[]::new))
        .hasSize(WORLD.seen().size() * trial.scenes());
    assertThat(figure("grid-unseen").asked())
        .hasSize(2 * WORLD.unseen().size() * trial.scenes())
        .allMatch(asked -> asked.contender() == GenerationMethod.GENHOWTO);
  }

  @Test
  void a_chain_goes_on_from_what_was_made_and_takes_turns() {
    for (Strip strip : figure("chains").strips()) {
      assertThat(strip.panels().get(0).shown()).isInstanceOf(Given.class);
      for (int i = 1; i < strip.panels().size(); i++) {
        Asked step = (Asked) strip.panels().get(i).shown();

        assertThat(step.input()).isEqualTo(strip.panels().get(i - 1).shown());
        assertThat(step.target()).isEqualTo(i % 2 == 1 ? Target.ACTION : Target.FINAL_STATE);
      }
    }
    assertThat(figure("chains").strips()).anyMatch(strip -> strip.panels().size() == 7);
  }

  @Test
  void a_rehearsal_shows_no_test_category_and_recipes_of_two_steps_take_four_requests() {
    World rehearsal = new World(Edition.SECOND, World.Purpose.REHEARSAL);
    PictureFigures shown =
        new PictureFigures(Scale.smoke(rehearsal, Knobs.usual()), SceneSeeds.usual());
    Set<String> drawn =
        shown.all().stream()
            .flatMap(figure -> figure.asked().stream())
            .map(Asked::key)
            .collect(Collectors.toSet());

    assertThat(shown.sheets().get("requests.png"))
        .hasSize(22)
        .allSatisfy(
            strip ->
                assertThat(strip.panels())
                    .filteredOn(panel -> panel.shown() instanceof Asked)
                    .allMatch(panel -> drawn.contains(panel.shown().key())));
    assertThat(shown.all().stream().filter(figure -> figure.name().equals("chains")).toList())
        .flatExtracting(Figure::strips)
        .filteredOn(strip -> strip.panels().size() == 5)
        .hasSize(4);
    assertThat(shown.all())
        .flatExtracting(Figure::strips)
        .extracting(Strip::note)
        .noneMatch(note -> note.startsWith("mug") || note.startsWith("towel"));
  }

  @Test
  void the_sweep_goes_from_nothing_skipped_to_all_but_one_step() {
    PictureFigures full = new PictureFigures(Scale.full(WORLD, Knobs.usual()), SceneSeeds.usual());
    Figure sweep =
        full.all().stream().filter(f -> f.name().equals("noise-level")).findFirst().orElseThrow();

    assertThat(sweep.strips())
        .allSatisfy(
            strip ->
                assertThat(strip.panels().stream().map(Figure.Panel::shown))
                    .filteredOn(Asked.class::isInstance)
                    .extracting(shown -> ((Asked) shown).sampling().skip())
                    .containsExactly(0, 1, 2, 3, 7, 10, 14, 17, 21, 24));
  }

  @Test
  void all_methods_are_asked_the_same_of_a_scene() {
    for (Strip strip : figure("methods").strips()) {
      List<Asked> asked =
          strip.panels().stream()
              .map(Figure.Panel::shown)
              .filter(Asked.class::isInstance)
              .map(Asked.class::cast)
              .toList();

      assertThat(asked).extracting(Asked::contender).containsExactly(GenerationMethod.values());
      assertThat(asked.stream().map(a -> List.of(a.seed(), a.prompt(), a.target())).distinct())
          .hasSize(1);
    }
  }

  @Test
  void odd_requests_are_known_words_that_no_caption_puts_together() {
    List<String> captions =
        Arrays.stream(Category.values()).flatMap(c -> Vocabulary.captions(c).stream()).toList();
    List<String> words =
        captions.stream().flatMap(caption -> Arrays.stream(caption.split(" "))).toList();

    for (OddRequest odd : OddRequest.ALL) {
      assertThat(captions).doesNotContain(odd.prompt());
      assertThat(odd.prompt().split(" ")).isSubsetOf(words);
      assertThat(odd.prompt().split(" ")).hasSizeLessThan(Vocabulary.LENGTH - 1);
    }
  }

  @Test
  void sheets_show_what_the_figures_show() {
    List<String> drawn =
        figures.values().stream().flatMap(f -> f.asked().stream()).map(Asked::key).toList();
    Map<String, List<Strip>> sheets =
        new PictureFigures(Scale.smoke(), SceneSeeds.usual()).sheets();

    assertThat(sheets.get("requests.png")).hasSize(WORLD.categories().size());
    assertThat(sheets.values())
        .allSatisfy(
            strips ->
                assertThat(new Figure("", "", "", 1, strips).asked())
                    .isNotEmpty()
                    .allMatch(asked -> drawn.contains(asked.key())));
  }

  private Figure figure(String name) {
    return requireNonNull(figures.get(name), name);
  }
}
