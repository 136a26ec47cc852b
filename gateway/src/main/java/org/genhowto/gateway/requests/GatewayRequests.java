package org.genhowto.gateway.requests;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.genhowto.gateway.http.GatewayProblem;
import org.genhowto.schemas.EarlierImage;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.PlainText;
import org.genhowto.schemas.Priority;
import org.genhowto.schemas.RequestContract;
import org.genhowto.schemas.Split;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.VideoContract;
import org.genhowto.schemas.VideoIds;
import org.genhowto.schemas.VideoReference;

/** Makes records of forms, field by field. */
public final class GatewayRequests {
  /** What a request and each goal of a chain can say of how an image is made. */
  static final List<String> MANNER =
      List.of(
          "steps",
          "skip",
          "guidance",
          "count",
          "seed",
          "negativePrompt",
          "method",
          "sampler",
          "sweep",
          "candidates",
          "previewEvery",
          "webhook",
          "replyTopic",
          "size",
          "controlScale",
          "controlStart",
          "controlEnd",
          "imageGuidance",
          "sourcePrompt");

  public static final Set<String> GENERATION_FIELDS =
      ordered(
          List.of("image", "prompt", "target"),
          MANNER,
          List.of(
              "chainId",
              "step",
              "priority",
              "deadline",
              "withinSeconds",
              "supersedeKey",
              "earlierRequestId",
              "earlierIndex",
              "modelVersion"));
  public static final Set<String> VIDEO_FIELDS =
      ordered(List.of("videoId", "uri", "category", "split", "relevance", "licence"));

  /** Eleven days: whoever waits for longer needs no deadline. */
  public static final RequestContract.Decimal WITHIN =
      new RequestContract.Decimal("withinSeconds", 0.001, 1_000_000);

  public static final RequestContract.Whole EARLIER_INDEX =
      new RequestContract.Whole(
          "earlierIndex", RequestContract.INDEX.lowest(), RequestContract.INDEX.highest());

  private static final double MILLIS = 1000;

  /** As far as four digits of a year go. */
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

  private GatewayRequests() {}

  /**
   * What a request is called.
   *
   * @param client who asks, where tokens are set
   */
  public record RequestName(String requestId, String client) {}

  /**
   * A request for images, checked, and without the image where a form brings one: so nothing is
   * stored for a request that is refused.
   *
   * @param name of the request, and whose it is
   * @param defaults steps of the models, as far as they are known
   * @param now from when on {@code withinSeconds} counts
   */
  public static GenerationRequest wish(
      RequestName name, GatewayForm form, DefaultSteps defaults, Instant now) {
    String prompt = RequestContract.requirePrompt(form.required("prompt").strip());
    Optional<Integer> steps = form.integer(RequestContract.STEPS);
    GenerationRequest.Builder request =
        GenerationRequest.newBuilder()
            .setRequestId(name.requestId())
            .setClient(name.client())
            .setPrompt(prompt)
            .setTarget(choice("target", form.required("target"), Target.values()))
            .setSteps(steps.orElse(null))
            .setSkip(form.integer(RequestContract.skip(steps)).orElse(null))
            .setGuidance(form.decimal(RequestContract.GUIDANCE).orElse(null))
            .setCount(form.integer(RequestContract.COUNT).orElse(1))
            .setSeed(form.whole(RequestContract.SEED).orElse(null))
            .setChainId(
                form.text("chainId")
                    .map(id -> RequestContract.requireId("chainId", id))
                    .orElse(null))
            .setStep(form.integer(RequestContract.STEP).orElse(0));
    place(request, form, now);
    manner(request, form, steps);
    steering(request, form);
    request.setEarlier(earlier(form, name.requestId()).orElse(null));
    GenerationRequest wish = request.build();
    RequestContract.requireWish(wish);
    defaults.require(wish);
    return wish;
  }

  /** The same with its form's image, stored, where it starts from no earlier one. */
  public static GenerationRequest withImage(
      GenerationRequest wish, GatewayForm form, GatewayImages images) {
    return wish.getEarlier().isPresent()
        ? wish
        : GenerationRequest.newBuilder(wish).setImage(images.store(form)).build();
  }

  /** What decides when and with what it is worked on. */
  private static void place(GenerationRequest.Builder request, GatewayForm form, Instant now) {
    request
        .setNegativePrompt(
            RequestContract.requireNegativePrompt(form.text("negativePrompt").orElse("").strip()))
        .setPriority(
            form.text("priority")
                .map(text -> choice("priority", text, Priority.values()))
                .orElse(Priority.NORMAL))
        .setDeadline(deadline(form, now).map(Instant::toEpochMilli).orElse(null))
        .setSupersedeKey(id(form, "supersedeKey").orElse(null))
        .setModelVersion(id(form, "modelVersion").orElse(null));
  }

  /** How it is made, and who hears of it. */
  private static void manner(
      GenerationRequest.Builder request, GatewayForm form, Optional<Integer> steps) {
    RequestContract.Whole skip = RequestContract.skip(steps);
    request
        .setMethod(form.text("method").orElse(RequestContract.METHODS.get(0)))
        .setSampler(form.text("sampler").orElse(null))
        .setSweep(form.integers(new RequestContract.Whole("sweep", skip.lowest(), skip.highest())))
        .setCandidates(form.integer(RequestContract.CANDIDATES).orElse(null))
        .setPreviewEvery(form.integer(RequestContract.PREVIEW_EVERY).orElse(0))
        .setWebhook(form.text("webhook").orElse(null))
        .setReplyTopic(form.text("replyTopic").orElse(null));
  }

  /** What is said of the images beside steps and guidance. */
  private static void steering(GenerationRequest.Builder request, GatewayForm form) {
    request
        .setSize(form.integer(RequestContract.SIZE).orElse(null))
        .setControlScale(form.decimal(RequestContract.CONTROL_SCALE).orElse(null))
        .setControlStart(form.decimal(RequestContract.CONTROL_START).orElse(null))
        .setControlEnd(form.decimal(RequestContract.CONTROL_END).orElse(null))
        .setImageGuidance(form.decimal(RequestContract.IMAGE_GUIDANCE).orElse(null))
        .setSourcePrompt(form.text("sourcePrompt").orElse("").strip());
  }

  /** How a form gives its deadline. */
  public static RequestTerms.Deadline deadlineOf(GatewayForm form) {
    return form.has(WITHIN.field()) ? RequestTerms.Deadline.RELATIVE : RequestTerms.Deadline.FIXED;
  }

  private static Optional<String> id(GatewayForm form, String field) {
    return form.text(field).map(text -> RequestContract.requireId(field, text));
  }

  private static Optional<Instant> deadline(GatewayForm form, Instant now) {
    Optional<Instant> within =
        form.decimal(WITHIN).map(seconds -> now.plusMillis(Math.round(seconds * MILLIS)));
    Optional<Instant> fixed = form.text("deadline").map(GatewayRequests::moment);
    if (within.isPresent() && fixed.isPresent()) {
      throw GatewayProblem.badField(
          "withinSeconds", "deadline and withinSeconds are both given, expected one of them.");
    }
    fixed.ifPresent(moment -> requireAhead(moment, now));
    return fixed.or(() -> within);
  }

  private static Instant moment(String text) {
    try {
      Instant moment = OffsetDateTime.parse(text.strip()).toInstant();
      if (moment.isAfter(Instant.EPOCH) && !moment.isAfter(LATEST)) {
        return moment;
      }
    } catch (DateTimeException e) {
      // Said below.
    }
    throw GatewayProblem.badField(
        "deadline",
        "deadline is '%s', expected a moment with its offset such as 2024-06-17T12:00:00+02:00."
            .formatted(PlainText.shown(text)));
  }

  private static void requireAhead(Instant moment, Instant now) {
    if (moment.toEpochMilli() <= now.toEpochMilli()) {
      throw GatewayProblem.unusable(
          "deadline",
          "deadline is %s, expected a moment after now, which is %s.".formatted(moment, now));
    }
  }

  /** The image of an earlier request in place of one of its own. */
  private static Optional<EarlierImage> earlier(GatewayForm form, String requestId) {
    Optional<String> earlier = id(form, "earlierRequestId");
    Optional<Integer> index = form.integer(EARLIER_INDEX);
    if (earlier.isEmpty() && index.isPresent()) {
      throw GatewayProblem.badField(
          "earlierIndex", "earlierIndex is given without earlierRequestId, expected both.");
    }
    if (earlier.isPresent() && (form.has("image") || form.upload().isPresent())) {
      throw GatewayProblem.badField(
          "earlierRequestId", "image and earlierRequestId are both given, expected one of them.");
    }
    if (earlier.equals(Optional.of(requestId))) {
      throw GatewayProblem.unusable(
          "earlierRequestId",
          "earlierRequestId is '%s', the request itself, expected an earlier one."
              .formatted(requestId));
    }
    return earlier.map(id -> new EarlierImage(id, index.orElse(0)));
  }

  /** Without an id of its own a video is named as {@link VideoIds} does it. */
  public static VideoReference video(GatewayForm form, Set<String> schemes) {
    String uri = form.required("uri").strip();
    URI checked = VideoContract.requireUri(uri, schemes);
    String category = VideoContract.requireCategory(form.required("category").strip());
    VideoReference video =
        VideoReference.newBuilder()
            .setVideoId(
                form.text("videoId")
                    .map(VideoContract::requireId)
                    .orElseGet(() -> VideoIds.of(category, checked)))
            .setUri(uri)
            .setCategory(category)
            .setSplit(
                form.text("split").map(text -> choice("split", text, Split.values())).orElse(null))
            .setRelevance(form.decimal(VideoContract.RELEVANCE).orElse(null))
            .setLicence(form.text("licence").map(VideoContract::requireLicence).orElse(null))
            .build();
    VideoContract.require(video);
    return video;
  }

  /** One of an enum's constants: FINAL_STATE, final_state and final-state are the same. */
  private static <E extends Enum<E>> E choice(String field, String text, E[] choices) {
    String name = text.strip().toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(choices)
        .filter(choice -> choice.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                GatewayProblem.badField(
                    field,
                    "%s is '%s', expected one of %s."
                        .formatted(
                            field,
                            PlainText.shown(text),
                            Arrays.stream(choices).map(GatewayViews::spelling).toList())));
  }

  /** In the order in which they are told to whoever names another. */
  @SafeVarargs
  static Set<String> ordered(List<String>... names) {
    Set<String> all = new LinkedHashSet<>();
    Stream.of(names).forEach(all::addAll);
    return Collections.unmodifiableSet(all);
  }
}
