package org.genhowto.schemas;

/** Text from outside, as far as it can be trusted to be text. */
public final class PlainText {
  /** In code points; longer text is shown by its beginning. */
  private static final int SHOWN = 100;

  private PlainText() {}

  /** Whether text is one line: no control characters, no halves of characters. */
  public static boolean isLine(String text) {
    return isText(text) && text.codePoints().noneMatch(Character::isISOControl);
  }

  /**
   * Whether text survives the way through UTF-8 and does nothing to whoever shows it: no halves of
   * characters (lone surrogates), no control characters but tabs and line ends.
   */
  public static boolean isText(String text) {
    return text.codePoints()
        .noneMatch(
            point ->
                (Character.isISOControl(point) && "\t\n\r".indexOf(point) < 0)
                    || Character.getType(point) == Character.SURROGATE);
  }

  /** Text as a message quotes it: short, on one line, and the same in every encoding. */
  public static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(SHOWN)
        .forEach(
            point -> {
              if (Character.isISOControl(point)
                  || Character.getType(point) == Character.SURROGATE) {
                shown.append("\\u%04x".formatted(point));
              } else {
                shown.appendCodePoint(point);
              }
            });
    return text.codePointCount(0, text.length()) > SHOWN ? shown + "..." : shown.toString();
  }
}
