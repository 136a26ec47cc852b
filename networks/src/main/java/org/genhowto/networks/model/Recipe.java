package org.genhowto.networks.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * How parameters are trained.
 *
 * @param groups a parameter belongs to the first group that takes its name
 * @param clip the largest global norm of all gradients together; 0 does not clip
 * @param averaging the decay of the moving average of the parameters (min(decay, (1 + step) / (10 +
 *     step)), so that early steps count less); 0 keeps none
 * @param seed seeds PyTorch's generator before every step, together with the step's number
 */
public record Recipe(List<Group> groups, double clip, double averaging, long seed) {
  public Recipe {
    groups = List.copyOf(groups);
    if (groups.isEmpty()) {
      throw new IllegalArgumentException("A recipe needs at least one group of parameters.");
    }
    if (clip < 0 || averaging < 0 || averaging >= 1) {
      throw new IllegalArgumentException(
          "A recipe needs clip >= 0 and averaging in [0, 1), not " + clip + ", " + averaging);
    }
  }

  /** One group with AdamW on everything; one-dimensional tensors decay too. */
  public static Recipe of(Rule rule, Schedule schedule) {
    return new Recipe(List.of(new Group(name -> true, rule, schedule)), 1.0, 0, 0);
  }

  /** Another group takes the names it wants before all others. */
  public Recipe with(Group group) {
    List<Group> more = new ArrayList<>(List.of(group));
    more.addAll(groups);
    return new Recipe(more, clip, averaging, seed);
  }

  public Recipe clippedTo(double norm) {
    return new Recipe(groups, norm, averaging, seed);
  }

  public Recipe averagedBy(double decay) {
    return new Recipe(groups, clip, decay, seed);
  }

  public Recipe seededBy(long number) {
    return new Recipe(groups, clip, averaging, number);
  }

  /** The parameters that share a rule and a schedule. */
  public record Group(Predicate<String> names, Rule rule, Schedule schedule) {}

  /** How a gradient changes a parameter. */
  public sealed interface Rule {}

  /** Adam with decoupled weight decay. */
  public record AdamW(double beta1, double beta2, double epsilon, double decay) implements Rule {
    public AdamW {
      if (beta1 <= 0 || beta1 >= 1 || beta2 <= 0 || beta2 >= 1) {
        throw new IllegalArgumentException(
            "AdamW needs betas in (0, 1), not " + beta1 + " and " + beta2 + ".");
      }
    }

    public static AdamW withDecay(double decay) {
      return new AdamW(0.9, 0.999, 1e-8, decay);
    }
  }

  /** Stochastic gradient descent; the decay is added to the gradient. */
  public record Momentum(double momentum, double decay) implements Rule {}
}
