package org.genhowto.schemas;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a request for images may ask for. Whoever makes a request, takes it in or answers it checks
 * it here, so that what one of them accepts no other refuses.
 */
public final class RequestContract {
  public static final Whole STEPS = new Whole("steps", 1, 1000);
  public static final Whole COUNT = new Whole("count", 1, 16);
  public static final Whole SEED = new Whole("seed", Long.MIN_VALUE, Long.MAX_VALUE);

  /** Position in a chain of goals. */
  public static final Whole STEP = new Whole("step", 0, Integer.MAX_VALUE);

  /** Which image of an earlier request. */
  public static final Whole INDEX = new Whole("earlier.index", 0, COUNT.highest() - 1);

  public static final Decimal GUIDANCE = new Decimal("guidance", 0, 1000);

  /** Never dots alone: as part of a path they would name another folder. */
  private static final Pattern ID = Pattern.compile("(?![.]+$)[A-Za-z0-9._-]{1,128}");

  /** In Unicode code points: one emoji is one character here, and two in a Java string. */
  private static final int LONGEST_PROMPT = 1000;

  /** Bytes of an image that travels inside its request. */
  public static final int LARGEST_INLINE_IMAGE = 65_536;

  private RequestContract() {}

  /** A whole number from lowest to highest, both included. */
  public record Whole(String field, long lowest, long highest) {
    public boolean holds(long value) {
      return value >= lowest && value <= highest;
    }

    public void require(long value) {
      check(
          holds(value),
          field,
          "%s is %d, expected %d to %d".formatted(field, value, lowest, highest));
    }
  }

  /** A number from lowest to highest, both included; NaN is none of them. */
  public record Decimal(String field, double lowest, double highest) {
    public boolean holds(double value) {
      return value >= lowest && value <= highest;
    }

    public void require(double value) {
      check(
          holds(value),
          field,
          "%s is %s, expected %s to %s".formatted(field, value, lowest, highest));
    }
  }

  /** The leading steps that a trajectory of so many steps can skip. */
  public static Whole skip(int steps) {
    return new Whole("skip", 0, steps - 1);
  }

  /** The same where the steps may be left to the model; what it then takes is checked there. */
  public static Whole skip(Optional<Integer> steps) {
    return skip(steps.orElse((int) STEPS.highest()));
  }

  /** Whether a text can be the name of a request; one of dots alone cannot. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /**
   * Checks the name of a request or of a chain.
   *
   * @throws ContractException it is no name
   */
  public static String requireId(String field, String text) {
    check(
        isId(text),
        field,
        "%s is '%s', expected 1 to 128 letters, digits, '.', '_' or '-', not dots alone"
            .formatted(field, PlainText.shown(text)));
    return text;
  }

  /**
   * Checks what is to be seen.
   *
   * @throws ContractException it is blank, too long, or no text
   */
  public static String requirePrompt(String prompt) {
    check(!prompt.isBlank(), "prompt", "prompt is blank, expected what is to be seen");
    return requireWords("prompt", prompt);
  }

  /**
   * Checks what is not to be seen, which may be nothing.
   *
   * @throws ContractException it is too long, or no text
   */
  public static String requireNegativePrompt(String prompt) {
    return requireWords("negativePrompt", prompt);
  }

  private static String requireWords(String field, String words) {
    check(
        PlainText.isText(words),
        field,
        "%s is '%s', expected text without control characters and halves of characters"
            .formatted(field, PlainText.shown(words)));
    int length = words.codePointCount(0, words.length());
    check(
        length <= LONGEST_PROMPT,
        field,
        "%s has %d characters, expected at most %d".formatted(field, length, LONGEST_PROMPT));
    return words;
  }

  /**
   * Checks a whole request.
   *
   * @throws ContractException a field is outside the contract
   */
  public static void require(GenerationRequest request) {
    requireId("requestId", request.getRequestId());
    requireImage(request);
    requirePrompt(request.getPrompt());
    COUNT.require(request.getCount());
    request.getSteps().ifPresent(STEPS::require);
    request.getSkip().ifPresent(skip(request.getSteps())::require);
    request.getGuidance().ifPresent(GUIDANCE::require);
    request.getChainId().ifPresent(chain -> requireId("chainId", chain));
    STEP.require(request.getStep());
    request.getEarlier().ifPresent(RequestContract::requireEarlier);
    requireNegativePrompt(request.getNegativePrompt());
    request.getSupersedeKey().ifPresent(key -> requireId("supersedeKey", key));
    request.getModelVersion().ifPresent(version -> requireId("modelVersion", version));
  }

  private static void requireEarlier(EarlierImage earlier) {
    requireId("earlier.requestId", earlier.getRequestId());
    INDEX.require(earlier.getIndex());
  }

  private static void requireImage(GenerationRequest request) {
    long given =
        Stream.of(request.getImage(), request.getInlineImage(), request.getEarlier())
            .filter(Optional::isPresent)
            .count();
    check(
        given == 1,
        "image",
        "%s, expected exactly one of image, inlineImage and earlier"
            .formatted(given == 0 ? "no image is given" : given + " images are given"));
    int bytes = request.getInlineImage().map(ByteBuffer::remaining).orElse(0);
    check(
        bytes <= LARGEST_INLINE_IMAGE,
        "inlineImage",
        "inlineImage has %d bytes, expected at most %d".formatted(bytes, LARGEST_INLINE_IMAGE));
  }

  private static void check(boolean holds, String field, String sentence) {
    if (!holds) {
      throw new ContractException(field, sentence);
    }
  }
}
