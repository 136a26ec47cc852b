package org.genhowto.gateway.dashboard.model;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A row as plain values in their order, which becomes JSON; what is absent is left out. */
public final class View {
  private static final double DIGITS = 1e6;

  private final Map<String, Object> values = new LinkedHashMap<>();

  /** Takes in a value; nothing, an empty text, list or map, and what is no number are left out. */
  public View and(String name, @Nullable Object value) {
    Object present = value instanceof Optional<?> optional ? optional.orElse(null) : value;
    if (present != null && !isEmpty(present)) {
      values.put(name, present instanceof Double number ? rounded(number) : present);
    }
    return this;
  }

  public Map<String, Object> map() {
    return values;
  }

  /** A number as a page needs it: six digits after the point. */
  static double rounded(double number) {
    return Math.abs(number) < 1e9 ? Math.rint(number * DIGITS) / DIGITS : number;
  }

  private static boolean isEmpty(Object value) {
    return (value instanceof String text && text.isEmpty())
        || (value instanceof Collection<?> list && list.isEmpty())
        || (value instanceof Map<?, ?> map && map.isEmpty())
        || (value instanceof Double number && !Double.isFinite(number));
  }
}
