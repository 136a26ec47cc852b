package org.genhowto.networks.torch;

import java.util.Map;

/** How a value given to a script is declared in it. */
public final class Attribute {
  /** An empty bank of tensors, to be filled after loading. */
  public enum Bank {
    DICTIONARY("Dict[str, Tensor]"),
    LIST("List[Tensor]");

    final String type;

    Bank(String type) {
      this.type = type;
    }
  }

  private static final Map<Class<?>, String> TYPES =
      Map.of(
          Long.class, "int",
          Integer.class, "int",
          Double.class, "float",
          Boolean.class, "bool",
          String.class, "str",
          long[].class, "List[int]",
          double[].class, "List[float]",
          boolean[].class, "List[bool]");

  private Attribute() {}

  static String type(Object value) {
    if (value instanceof Bank bank) {
      return bank.type;
    }
    String type = TYPES.get(value.getClass());
    if (type == null) {
      throw new IllegalArgumentException(
          "A script attribute is a Long, Double, Boolean, String or an array of numbers, not "
              + value.getClass().getName()
              + ".");
    }
    return type;
  }
}
