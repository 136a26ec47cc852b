package org.genhowto.launcher.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Something a stage promises about what readers of committed records see. */
public interface Guarantee {

  /**
   * What went into a stage and came out of it.
   *
   * @param inputs ids in the order of their partitions
   * @param outputs ids of the outputs by partition, in order
   * @param made ids of the outputs that an input must have, none for an input that is skipped
   */
  record History(
      List<List<String>> inputs, List<List<String>> outputs, Function<String, List<String>> made) {

    List<String> allOutputs() {
      return outputs.stream().flatMap(List::stream).toList();
    }

    Set<String> expected() {
      Set<String> expected = new TreeSet<>();
      inputs.forEach(ids -> ids.forEach(id -> expected.addAll(made.apply(id))));
      return expected;
    }
  }

  /** What contradicts it, a sentence each; nothing where it holds. */
  List<String> broken(History history);

  /**
   * @throws AssertionError it does not hold
   */
  default void verify(History history) {
    List<String> broken = broken(history);
    if (!broken.isEmpty()) {
      throw new AssertionError(String.join("\n", broken));
    }
  }

  /** Every input has its outputs. */
  Guarantee NONE_LOST =
      history -> {
        Set<String> lost = history.expected();
        history.allOutputs().forEach(lost::remove);
        return lost.stream().map(id -> "lost: " + id).toList();
      };

  /** No output comes from elsewhere. */
  Guarantee NONE_STRANGE =
      history -> {
        Set<String> strange = new TreeSet<>(history.allOutputs());
        strange.removeAll(history.expected());
        return strange.stream().map(id -> "of no input: " + id).toList();
      };

  /** No output is there twice. */
  Guarantee NONE_TWICE =
      history -> {
        Set<String> seen = new HashSet<>();
        return history.allOutputs().stream()
            .filter(id -> !seen.add(id))
            .map(id -> "twice: " + id)
            .toList();
      };

  /**
   * Inputs of one partition come out in their order, as far as they meet in one partition again.
   */
  Guarantee IN_ORDER =
      history -> {
        List<String> broken = new ArrayList<>();
        for (List<String> inputs : history.inputs()) {
          Map<String, Integer> places = new HashMap<>();
          for (int i = 0; i < inputs.size(); i++) {
            int place = i;
            history.made().apply(inputs.get(i)).forEach(output -> places.put(output, place));
          }
          for (List<String> outputs : history.outputs()) {
            int last = -1;
            for (String output : outputs) {
              int place = places.getOrDefault(output, last);
              if (place < last) {
                broken.add("out of order: " + output);
              }
              last = Math.max(last, place);
            }
          }
        }
        return broken;
      };

  /** All of them. */
  List<Guarantee> ALL = List.of(NONE_LOST, NONE_STRANGE, NONE_TWICE, IN_ORDER);
}
