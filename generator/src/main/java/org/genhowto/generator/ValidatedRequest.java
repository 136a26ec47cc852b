package org.genhowto.generator;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.genhowto.generator.sampling.SamplingSettings;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.schemas.GenerationRequest;

/**
 * A request with everything decided: checked against the contract, defaults filled in.
 *
 * @param seeds one for each image
 */
record ValidatedRequest(GenerationRequest request, SamplingSettings sampling, List<Long> seeds) {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");
  private static final int LONGEST_PROMPT = 1000;
  private static final int MOST_IMAGES = 16;
  private static final int LARGEST_INLINE_IMAGE = 65_536;

  /** Whether the request has a name that a result can carry. */
  static boolean named(GenerationRequest request) {
    return ID.matcher(request.getRequestId()).matches();
  }

  static ValidatedRequest of(GenerationRequest request, SamplingSettings defaults)
      throws RefusedException {
    boolean referred = request.getImage().isPresent();
    boolean inline = request.getInlineImage().isPresent();
    check(
        referred != inline,
        "%s, expected exactly one of image and inlineImage"
            .formatted(referred ? "both images are given" : "no image is given"));
    int inlineBytes = request.getInlineImage().map(ByteBuffer::remaining).orElse(0);
    check(
        inlineBytes <= LARGEST_INLINE_IMAGE,
        "inlineImage has %d bytes, expected at most %d"
            .formatted(inlineBytes, LARGEST_INLINE_IMAGE));
    int length = request.getPrompt().codePointCount(0, request.getPrompt().length());
    check(!request.getPrompt().isBlank(), "prompt is blank, expected what is to be seen");
    check(
        length <= LONGEST_PROMPT,
        "prompt has %d characters, expected at most %d".formatted(length, LONGEST_PROMPT));
    int count = request.getCount();
    check(
        count >= 1 && count <= MOST_IMAGES,
        "count is %d, expected 1 to %d".formatted(count, MOST_IMAGES));
    check(request.getStep() >= 0, "step is %d, expected at least 0".formatted(request.getStep()));
    long seed = request.getSeed().orElseGet(() -> seedOf(request.getRequestId()));
    return new ValidatedRequest(
        request,
        sampling(request, defaults),
        LongStream.range(0, count).map(i -> seed + i).boxed().toList());
  }

  private static SamplingSettings sampling(GenerationRequest request, SamplingSettings defaults)
      throws RefusedException {
    try {
      SamplingSettings sampling = defaults;
      if (request.getSteps().isPresent()) {
        sampling = sampling.withSteps(request.getSteps().get());
      }
      if (request.getSkip().isPresent()) {
        sampling = sampling.withSkip(request.getSkip().get());
      }
      if (request.getGuidance().isPresent()) {
        sampling = sampling.withGuidance(request.getGuidance().get());
      }
      return sampling;
    } catch (IllegalArgumentException e) {
      throw new RefusedException(e);
    }
  }

  private static void check(boolean holds, String sentence) throws RefusedException {
    if (!holds) {
      throw new RefusedException(sentence);
    }
  }

  /** The first eight bytes of the name's SHA-256. */
  static long seedOf(String requestId) {
    return Sha256.leadingBits(requestId);
  }
}
