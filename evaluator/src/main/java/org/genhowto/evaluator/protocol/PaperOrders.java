package org.genhowto.evaluator.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.genhowto.evaluator.protocol.EvaluatedImage.Experiment;
import org.genhowto.evaluator.protocol.EvaluatedImage.Exposure;
import org.genhowto.evaluator.protocol.TableOrder.Better;
import org.genhowto.evaluator.protocol.TableOrder.Value;
import org.genhowto.evaluator.statistics.Estimate;
import org.genhowto.schemas.Target;
import org.jspecify.annotations.Nullable;

/** The orders that Tables 1, 2 and 3 of the paper show. */
record PaperOrders(List<EvaluatedMethod> methods) {
  /** Accuracy that real images are expected to reach at least. */
  private static final double REAL_ACCURACY = 0.95;

  /** All of them, on unseen categories and on seen ones. */
  List<TableOrder> all() {
    List<TableOrder> orders = new ArrayList<>();
    for (Exposure exposure : Exposure.values()) {
      Experiment states = new Experiment(Target.FINAL_STATE, exposure);
      orders.add(
          TableOrder.compare(
              "Table 1: separate models above the joint one, " + DownstreamProtocol.name(states),
              accuracy(EvaluatedMethod.GENHOWTO, states),
              accuracies(states, method -> method.name().equals(EvaluatedMethod.JOINT)),
              Better.HIGHER));
      for (Target target : Target.values()) {
        orders.addAll(column(new Experiment(target, exposure)));
      }
    }
    return orders;
  }

  private List<TableOrder> column(Experiment column) {
    String name = DownstreamProtocol.name(column);
    return List.of(
        TableOrder.compare(
            "Table 2: GenHowTo above every baseline, " + name,
            accuracy(EvaluatedMethod.GENHOWTO, column),
            accuracies(column, EvaluatedMethod::isBaseline),
            Better.HIGHER),
        TableOrder.atLeast(
            "Table 2: real images reach %s, %s".formatted(REAL_ACCURACY, name),
            accuracy(EvaluatedMethod.REAL, column),
            REAL_ACCURACY),
        TableOrder.compare(
            "Table 3: GenHowTo has the lowest FID, " + name,
            fids(column, method -> method.name().equals(EvaluatedMethod.GENHOWTO)).stream()
                .findFirst(),
            fids(column, EvaluatedMethod::isBaseline),
            Better.LOWER),
        TableOrder.compare(
            "Table 3: GenHowTo has a lower FID than the initial images, " + name,
            fids(column, method -> method.name().equals(EvaluatedMethod.GENHOWTO)).stream()
                .findFirst(),
            fids(column, method -> method.name().equals(EvaluatedMethod.INITIAL)),
            Better.LOWER));
  }

  private Optional<Value> accuracy(String name, Experiment column) {
    return accuracies(column, method -> method.name().equals(name)).stream().findFirst();
  }

  private List<Value> accuracies(Experiment column, Predicate<EvaluatedMethod> which) {
    return methods.stream()
        .filter(which)
        .flatMap(m -> value(m.name(), m.accuracy(column)).stream())
        .toList();
  }

  private List<Value> fids(Experiment column, Predicate<EvaluatedMethod> which) {
    return methods.stream()
        .filter(which)
        .flatMap(m -> value(m.name(), m.fid(column)).stream())
        .toList();
  }

  private static Optional<Value> value(String method, @Nullable Estimate estimate) {
    return Optional.ofNullable(estimate).map(e -> new Value(method, e));
  }
}
