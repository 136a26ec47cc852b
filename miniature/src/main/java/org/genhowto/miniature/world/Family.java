package org.genhowto.miniature.world;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Categories that change in the same way, in one step or in two. Everything that can be seen of it
 * has two wordings; {@code %c} stands for the coloured object, {@code %o} for the outcome.
 */
public enum Family {
  SLICE(
      List.of(ChangeResult.PLAIN),
      List.of("a whole %c on a table", "an uncut %c"),
      List.of("a person cutting a %c with a knife", "hands slicing a %c"),
      List.of("slices of %c on a table", "a %c cut into slices")),
  FILL(
      List.of(ChangeResult.WATER, ChangeResult.MILK, ChangeResult.JUICE, ChangeResult.COFFEE),
      List.of("an empty %c on a table", "a %c with nothing in it"),
      List.of("a person pouring %o into a %c", "hands filling a %c with %o"),
      List.of("a %c full of %o on a table", "a %c filled with %o")),
  SPREAD(
      List.of(ChangeResult.BUTTER, ChangeResult.JAM, ChangeResult.CHOCOLATE, ChangeResult.CREAM),
      List.of("a plain %c on a plate", "a %c with nothing on it"),
      List.of("a person spreading %o on a %c with a knife", "hands spreading %o on a %c"),
      List.of("a %c covered with %o on a plate", "a %c with %o on it")),
  LIGHT(
      List.of(ChangeResult.PLAIN),
      List.of("an unlit %c on a table", "a %c with no flame"),
      List.of("a person lighting a %c with a match", "hands lighting a %c"),
      List.of("a lit %c on a table", "a burning %c with a bright flame")),
  OPEN(
      List.of(ChangeResult.PLAIN),
      List.of("a closed %c on a table", "a %c with its lid closed"),
      List.of("a person opening a %c", "hands opening the lid of a %c"),
      List.of("an open %c on a table", "a %c with its lid open")),
  FRY(
      List.of(ChangeResult.PLAIN),
      List.of("a whole %c in a pan", "a raw %c in a pan"),
      List.of("a person cracking a %c into a pan", "hands cracking a %c"),
      List.of("a fried %c in a pan", "a %c with a yellow yolk frying in a pan")),
  PLANT(
      List.of(ChangeResult.RED, ChangeResult.YELLOW, ChangeResult.PINK, ChangeResult.PURPLE),
      List.of("an empty %c on a table", "a %c with nothing in it"),
      List.of("a person planting a %o flower in a %c", "hands putting a flower into a %c"),
      List.of("a %c with a %o flower on a table", "a %o flower in a %c")),
  FOLD(
      List.of(ChangeResult.PLAIN),
      List.of("a %c lying flat on a table", "an unfolded %c"),
      List.of("a person folding a %c", "hands folding a %c on a table"),
      List.of("a folded %c on a table", "a %c folded into a square")),
  PAINT(
      List.of(ChangeResult.SUN, ChangeResult.TREE, ChangeResult.HOUSE, ChangeResult.SEA),
      List.of("a blank %c on a table", "a %c with nothing on it"),
      List.of("a person painting a %o on a %c with a brush", "hands painting a %c"),
      List.of("a %c with a painted %o on a table", "a painting of a %o on a %c")),
  INFLATE(
      List.of(ChangeResult.PLAIN),
      List.of("a flat %c on a table", "an empty %c"),
      List.of("a person filling a %c with a pump", "hands pumping air into a %c"),
      List.of("a big round %c on a table", "a %c full of air")),
  PEEL(
      List.of(ChangeResult.PLAIN),
      List.of("an unpeeled %c on a table", "a whole %c with its skin"),
      List.of("a person peeling a %c with a peeler", "hands peeling a %c"),
      List.of("a peeled %c on a table", "a %c without its skin"),
      List.of("a person cutting a peeled %c with a knife", "hands slicing a peeled %c"),
      List.of("slices of peeled %c on a table", "a peeled %c cut into slices")),
  TOP(
      List.of(
          ChangeResult.CHEESE, ChangeResult.TOMATOES, ChangeResult.SPINACH, ChangeResult.OLIVES),
      List.of("a ball of %c dough on a board", "a lump of dough for a %c"),
      List.of("a person rolling %c dough with a pin", "hands rolling dough for a %c"),
      List.of("rolled %c dough on a board", "a flat %c with nothing on it"),
      List.of("a person putting %o on a %c", "hands topping a %c with %o"),
      List.of("a %c topped with %o on a board", "a %c with %o on it"));

  private final List<ChangeResult> outcomes;
  private final List<List<String>> wordings;

  /**
   * @param wordings of the initial state, and then of the action and the state after it of each
   *     step
   */
  @SafeVarargs
  Family(List<ChangeResult> outcomes, List<String>... wordings) {
    this.outcomes = outcomes;
    this.wordings = List.of(wordings);
  }

  /** The outcomes a scene of this family chooses from. */
  public List<ChangeResult> outcomes() {
    return outcomes;
  }

  /** How many actions lead from the initial to the final state. */
  public int steps() {
    return wordings.size() / 2;
  }

  /** Everything that can be seen of it, in order. */
  public List<Sight> sights() {
    return IntStream.range(0, wordings.size()).mapToObj(Sight::numbered).toList();
  }

  /** What is seen in a phase of the whole change: its last action, its last state. */
  public Sight whole(Phase phase) {
    return Sight.of(phase == Phase.INITIAL ? 0 : steps() - 1, phase);
  }

  /** The sentence patterns of what is seen. */
  public List<String> wordings(Sight sight) {
    return wordings.get(sight.number());
  }
}
