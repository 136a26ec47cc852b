package org.genhowto.miniature.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.miniature.evaluation.Example;
import org.genhowto.miniature.evaluation.SceneSeeds;
import org.genhowto.miniature.evaluation.TestScene;
import org.genhowto.miniature.report.Figure.Panel;
import org.genhowto.miniature.report.Figure.Strip;
import org.genhowto.miniature.report.FigureImage.Asked;
import org.genhowto.miniature.report.FigureImage.Given;
import org.genhowto.miniature.training.GenerationMethod;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Phase;
import org.genhowto.miniature.world.Scale;
import org.genhowto.miniature.world.World;
import org.genhowto.schemas.Target;

/**
 * What the report's figures of generated pictures show. Scenes are the first test scenes of their
 * category, which nothing was trained on; none is chosen by its looks. One scene has one seed,
 * whatever is asked of it.
 */
final class PictureFigures {
  /** Skips of the noise-level sweep; the ends are added. */
  private static final int SWEEP = 7;

  private final Scale scale;
  private final World world;
  private final Scale.Trial trial;
  private final SceneSeeds scenes;

  /**
   * @param scenes which scenes are test scenes
   */
  PictureFigures(Scale scale, SceneSeeds scenes) {
    this.scale = scale;
    this.world = scale.world();
    this.trial = scale.trial();
    this.scenes = scenes;
  }

  private TestScene scene(Category category, int number) {
    return TestScene.of(category, number, Example.SIDE, scenes);
  }

  List<Figure> all() {
    return List.of(
        grid(
            "grid-seen",
            "Actions and final states: seen categories",
            "The first test scenes of every category whose other scenes GenHowTo was trained on.",
            world.seen()),
        grid(
            "grid-unseen",
            "Actions and final states: held-out categories",
            "Categories of which GenHowTo saw no triplet. A sibling of each was seen: "
                + world.siblings().stream().map(Category::word).collect(Collectors.joining(", "))
                + ".",
            world.unseen()),
        chains(),
        sweep(),
        methods(),
        outOfDomain());
  }

  /** Strips of these figures to put side by side, by file name: what documents show. */
  Map<String, List<Strip>> sheets() {
    List<Strip> requests =
        world.asked().stream().map(category -> request(scene(category, 0))).toList();
    return Map.of(
        "requests.png", requests,
        "methods-final-state.png", methods(Target.FINAL_STATE),
        "methods-action.png", methods(Target.ACTION));
  }

  private Figure grid(String name, String title, String text, List<Category> categories) {
    List<Strip> strips =
        TestScene.of(categories, trial.scenes(), Example.SIDE, scenes).stream()
            .map(this::request)
            .toList();
    return new Figure(
        name,
        title,
        text + " The truth is what the same camera would have seen; no method was shown it.",
        400,
        strips);
  }

  private Strip request(TestScene scene) {
    return new Strip(
        scene.category().word(),
        List.of(
            initial(scene),
            new Panel("action", genHowTo(scene, Target.ACTION)),
            new Panel("action, truth", new Given(scene.action())),
            new Panel("final state", genHowTo(scene, Target.FINAL_STATE)),
            new Panel("final, truth", new Given(scene.finalState()))),
        List.of("Action: " + scene.actionPrompt(), "Final state: " + scene.finalPrompt()),
        "scene " + scene.seed() + ", seed " + seed(scene));
  }

  private Figure chains() {
    return new Figure(
        "chains",
        "Long chains: what was generated is the next input",
        "The action model and the final-state model take turns (the paper's Figure 5). Only the"
            + " first picture is given; errors add up from step to step, and nobody puts them"
            + " right.",
        640,
        Chain.of(world).stream().map(this::strip).toList());
  }

  private Strip strip(Chain chain) {
    TestScene scene = scene(chain.category(), 0);
    List<Panel> panels = new ArrayList<>(List.of(initial(scene)));
    FigureImage last = new Given(scene.initial());
    for (Chain.Step step : chain.steps(scene)) {
      last =
          asked(
              GenerationMethod.GENHOWTO,
              step.target(),
              last,
              step.prompt(),
              seed(scene) + panels.size());
      panels.add(new Panel(panels.size() + ". " + step.prompt(), last));
    }
    return new Strip("", panels, List.of(), note(scene));
  }

  private Figure sweep() {
    List<Strip> strips = new ArrayList<>();
    for (Category category :
        List.of(Category.APPLE, Category.TOAST, Category.SHIRT, Category.POT, Category.MUG)) {
      if (world.asked().contains(category)) {
        strips.add(sweep(scene(category, 0), Target.FINAL_STATE));
      }
    }
    strips.add(sweep(scene(Category.TOAST, 1), Target.ACTION));
    return new Figure(
        "noise-level",
        "How much noise the sampling starts from",
        "Leading steps left out of "
            + trial.samplingSteps()
            + " (the paper's Figure 6): with none the sampling starts from almost pure noise, with"
            + " nearly all from the input almost as it is.",
        560,
        strips);
  }

  private Strip sweep(TestScene scene, Target target) {
    List<Panel> panels = new ArrayList<>(List.of(initial(scene)));
    for (int skip : skips()) {
      SamplingSettings sampling = GenerationMethod.GENHOWTO.sampling(scale).withSkip(skip);
      panels.add(
          new Panel(
              "skip " + skip,
              new Asked(
                  GenerationMethod.GENHOWTO,
                  target,
                  new Given(scene.initial()),
                  scene.prompt(Phase.of(target)),
                  sampling,
                  seed(scene))));
    }
    panels.add(new Panel("truth", new Given(scene.image(Phase.of(target)))));
    return new Strip("", panels, List.of(scene.prompt(Phase.of(target))), note(scene));
  }

  /** From none to all but one, and the one or two that are used. */
  private SortedSet<Integer> skips() {
    int most = trial.samplingSteps() - 1;
    SortedSet<Integer> skips = new TreeSet<>(List.of(Math.min(1, most), Math.min(2, most)));
    IntStream.rangeClosed(0, SWEEP).forEach(i -> skips.add(Math.round((float) i * most / SWEEP)));
    return skips;
  }

  private Figure methods() {
    List<Strip> strips = new ArrayList<>(methods(Target.FINAL_STATE));
    strips.addAll(methods(Target.ACTION));
    return new Figure(
        "methods",
        "All methods on the same scenes",
        "Every method with the sampling that the tables use, from one seed.",
        640,
        strips);
  }

  private List<Strip> methods(Target target) {
    return Stream.of(world.unseen(), world.siblings())
        .flatMap(List::stream)
        .map(category -> methods(scene(category, 1), target))
        .toList();
  }

  private Strip methods(TestScene scene, Target target) {
    List<Panel> panels = new ArrayList<>(List.of(initial(scene)));
    for (GenerationMethod contender : GenerationMethod.values()) {
      FigureImage input = new Given(scene.initial());
      panels.add(
          new Panel(
              contender.folder(),
              asked(contender, target, input, scene.prompt(Phase.of(target)), seed(scene))));
    }
    panels.add(new Panel("truth", new Given(scene.image(Phase.of(target)))));
    String group = target == Target.ACTION ? "Actions" : "Final states";
    return new Strip(group, panels, List.of(scene.prompt(Phase.of(target))), note(scene));
  }

  private Figure outOfDomain() {
    return new Figure(
        "out-of-domain",
        "Words that never stood together",
        "Prompts that no caption of this world contains: known words, asked of objects that were"
            + " never shown with them. Nothing says what would be right, so there is no truth; some"
            + " of these fail, and are shown as they came.",
        320,
        OddRequest.ALL.stream()
            .filter(odd -> world.asked().contains(odd.category()))
            .map(this::strip)
            .toList());
  }

  private Strip strip(OddRequest odd) {
    TestScene scene = scene(odd.category(), 2);
    FigureImage picture =
        asked(
            GenerationMethod.GENHOWTO,
            odd.target(),
            new Given(scene.initial()),
            odd.prompt(),
            seed(scene));
    return new Strip(
        "",
        List.of(initial(scene), new Panel("generated", picture)),
        List.of(odd.prompt()),
        odd.why());
  }

  private FigureImage genHowTo(TestScene scene, Target target) {
    return asked(
        GenerationMethod.GENHOWTO,
        target,
        new Given(scene.initial()),
        scene.prompt(Phase.of(target)),
        seed(scene));
  }

  private Asked asked(
      GenerationMethod contender, Target target, FigureImage input, String prompt, long seed) {
    SamplingSettings sampling = contender.sampling(scale);
    return new Asked(contender, target, input, prompt, sampling, seed);
  }

  private static Panel initial(TestScene scene) {
    return new Panel("initial", new Given(scene.initial()));
  }

  private String note(TestScene scene) {
    return "%s%s, scene %d"
        .formatted(
            scene.category().word(),
            world.heldOut(scene.category()) ? " (held out)" : "",
            scene.seed());
  }

  private static long seed(TestScene scene) {
    return scene.seed() * 31 + scene.category().ordinal();
  }
}
