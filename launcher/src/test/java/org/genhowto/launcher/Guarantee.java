package org.genhowto.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Something a loop promises about what readers of committed records see. */
interface Guarantee {

  /**
   * What went in and came out of a loop that makes two outputs, a and b, of every input.
   *
   * @param inputs ids in the order of their partitions
   * @param outputs keys of the outputs by partition, in order
   */
  record History(List<List<String>> inputs, List<List<String>> outputs) {
    List<String> allOutputs() {
      return outputs.stream().flatMap(List::stream).toList();
    }

    Set<String> expected() {
      Set<String> expected = new TreeSet<>();
      inputs.forEach(ids -> ids.forEach(id -> expected.addAll(List.of(id + "/a", id + "/b"))));
      return expected;
    }
  }

  void verify(History history);

  /** Every input has its outputs, and no outputs come from elsewhere. */
  Guarantee NONE_LOST =
      history ->
          assertThat(new TreeSet<>(history.allOutputs()))
              .as("different outputs")
              .isEqualTo(history.expected());

  Guarantee NONE_TWICE =
      history -> assertThat(history.allOutputs()).as("outputs").doesNotHaveDuplicates();

  /**
   * Inputs of one partition come out in their order, as far as they meet in one partition again.
   */
  Guarantee IN_ORDER =
      history -> {
        Map<String, Integer> places = new HashMap<>();
        for (List<String> ids : history.inputs()) {
          for (int i = 0; i < ids.size(); i++) {
            places.put(ids.get(i), i);
          }
        }
        for (List<String> ids : history.inputs()) {
          Set<String> together = new HashSet<>(ids);
          for (List<String> keys : history.outputs()) {
            List<Integer> order = new ArrayList<>();
            for (String key : keys) {
              String id = key.substring(0, key.length() - 2);
              if (together.contains(id)) {
                order.add(places.get(id));
              }
            }
            assertThat(order).as("places of inputs").isSorted();
          }
        }
      };
}
