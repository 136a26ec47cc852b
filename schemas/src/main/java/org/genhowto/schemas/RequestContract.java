package org.genhowto.schemas;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.util.List;
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

  /** How many images are made to choose from. */
  public static final Whole CANDIDATES = new Whole("candidates", 1, 32);

  /** Every how many steps there is a preview; 0 is never. */
  public static final Whole PREVIEW_EVERY = new Whole("previewEvery", 0, STEPS.highest());

  /** How an image can be made: GenHowTo first, then the baselines. */
  public static final List<String> METHODS =
      List.of("genhowto", "stable-diffusion", "sdedit", "edit-friendly", "instruct-pix2pix");

  /** What can take the steps. */
  public static final List<String> SAMPLERS =
      List.of(
          "ddim",
          "ddim-eta",
          "pndm",
          "euler",
          "euler-ancestral",
          "dpm-solver++",
          "dpm-solver++-sde",
          "unipc");

  /** Side of an image, in pixels. */
  public static final Whole SIZE = new Whole("size", 64, 1024);

  private static final int SIZE_UNIT = 8;

  public static final Decimal IMAGE_GUIDANCE = new Decimal("imageGuidance", 0, 1000);
  public static final Decimal CONTROL_SCALE = new Decimal("controlScale", 0, 10);
  public static final Decimal CONTROL_START = new Decimal("controlStart", 0, 1);
  public static final Decimal CONTROL_END = new Decimal("controlEnd", 0, 1);

  public static final Decimal GUIDANCE = new Decimal("guidance", 0, 1000);

  /** Never dots alone: as part of a path they would name another folder. */
  private static final Pattern ID = Pattern.compile("(?![.]+$)[A-Za-z0-9._-]{1,128}");

  /** In Unicode code points: one emoji is one character here, and two in a Java string. */
  private static final int LONGEST_PROMPT = 1000;

  private static final int LONGEST_ADDRESS = 2000;
  private static final Pattern REPLY_TOPIC = Pattern.compile("replies[.][A-Za-z0-9._-]{1,200}");

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

  /**
   * Checks the side of an image.
   *
   * @throws ContractException it is outside the bounds, or no multiple of 8
   */
  public static int requireSize(int pixels) {
    SIZE.require(pixels);
    check(
        pixels % SIZE_UNIT == 0,
        "size",
        "size is %d, expected a multiple of %d".formatted(pixels, SIZE_UNIT));
    return pixels;
  }

  /**
   * Checks how much the input image counts, and in which share of the steps.
   *
   * @throws ContractException a number is outside its bounds, or the end comes before the start
   */
  public static void requireControl(double scale, double start, double end) {
    CONTROL_SCALE.require(scale);
    CONTROL_START.require(start);
    CONTROL_END.require(end);
    check(
        start <= end,
        "controlEnd",
        "controlEnd is %s, expected at least controlStart, which is %s".formatted(end, start));
  }

  /**
   * Checks words that may be none.
   *
   * @throws ContractException they are too long, or no text
   */
  public static String requireWords(String field, String words) {
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
    requireImage(request);
    requireWish(request);
  }

  /**
   * Checks a request whose image is not there yet: whoever refuses it need not store one.
   *
   * @throws ContractException a field is outside the contract
   */
  public static void requireWish(GenerationRequest request) {
    requireId("requestId", request.getRequestId());
    requirePrompt(request.getPrompt());
    COUNT.require(request.getCount());
    request.getSteps().ifPresent(STEPS::require);
    request.getSkip().ifPresent(skip(request.getSteps())::require);
    request.getGuidance().ifPresent(GUIDANCE::require);
    request.getChainId().ifPresent(chain -> requireId("chainId", chain));
    STEP.require(request.getStep());
    request.getEarlier().ifPresent(earlier -> requireEarlier(earlier, request.getRequestId()));
    requireNegativePrompt(request.getNegativePrompt());
    request.getSupersedeKey().ifPresent(key -> requireId("supersedeKey", key));
    request.getModelVersion().ifPresent(version -> requireId("modelVersion", version));
    requireOneOf("method", request.getMethod(), METHODS);
    requireSweep(request);
    MannerContract.require(request);
    request.getCandidates().ifPresent(candidates -> requireCandidates(request, candidates));
    PREVIEW_EVERY.require(request.getPreviewEvery());
    request.getWebhook().ifPresent(RequestContract::requireWebhook);
    request.getReplyTopic().ifPresent(RequestContract::requireReplyTopic);
  }

  /**
   * Checks that a word is one of those that are known.
   *
   * @throws ContractException it is none
   */
  public static String requireOneOf(String field, String word, List<String> known) {
    check(
        known.contains(word),
        field,
        "%s is '%s', expected one of %s".formatted(field, PlainText.shown(word), known));
    return word;
  }

  /**
   * Checks the address that a result is posted to; whether it may be called is decided there.
   *
   * @throws ContractException it is no absolute http or https address with a host
   */
  public static String requireWebhook(String address) {
    check(
        address.length() <= LONGEST_ADDRESS && isWebAddress(address),
        "webhook",
        "webhook is '%s', expected an http or https address of at most %d characters"
            .formatted(PlainText.shown(address), LONGEST_ADDRESS));
    return address;
  }

  private static boolean isWebAddress(String address) {
    try {
      URI uri = new URI(address);
      String scheme = String.valueOf(uri.getScheme());
      return ("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))
          && uri.getHost() != null
          && uri.getRawUserInfo() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** Whether a result may be written to a topic of such a name. */
  public static boolean isReplyTopic(String topic) {
    return REPLY_TOPIC.matcher(topic).matches();
  }

  /**
   * Checks the topic that a result is written to; no request reaches another kind of topic.
   *
   * @throws ContractException it is no such name
   */
  public static String requireReplyTopic(String topic) {
    check(
        isReplyTopic(topic),
        "replyTopic",
        "replyTopic is '%s', expected 'replies.' and 1 to 200 letters, digits, '.', '_' or '-'"
            .formatted(PlainText.shown(topic)));
    return topic;
  }

  private static void requireSweep(GenerationRequest request) {
    List<Integer> sweep = request.getSweep();
    if (sweep.isEmpty()) {
      return;
    }
    check(
        COUNT.holds(sweep.size()),
        "sweep",
        "sweep has %d numbers, expected at most %d".formatted(sweep.size(), COUNT.highest()));
    Whole skip = skip(request.getSteps());
    sweep.forEach(new Whole("sweep", skip.lowest(), skip.highest())::require);
    check(
        request.getSkip().isEmpty() && request.getCount() == 1,
        "sweep",
        "sweep is given beside skip or count, expected it in their place");
    check(
        request.getCandidates().isEmpty(),
        "sweep",
        "sweep is given beside candidates, expected one of them");
  }

  private static void requireCandidates(GenerationRequest request, int candidates) {
    CANDIDATES.require(candidates);
    check(
        candidates >= request.getCount(),
        "candidates",
        "candidates is %d, expected at least count, which is %d"
            .formatted(candidates, request.getCount()));
  }

  private static void requireEarlier(EarlierImage earlier, String requestId) {
    requireId("earlier.requestId", earlier.getRequestId());
    check(
        !earlier.getRequestId().equals(requestId),
        "earlier.requestId",
        "earlier.requestId is '%s', the request itself, expected an earlier one"
            .formatted(requestId));
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

  static void check(boolean holds, String field, String sentence) {
    if (!holds) {
      throw new ContractException(field, sentence);
    }
  }
}
