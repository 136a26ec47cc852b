package org.genhowto.generator;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.genhowto.generator.sampling.LatentDiffusion;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.GeneratedImage;
import org.genhowto.schemas.GenerationRequest;

/**
 * An image that was made, and what is told of it beside it.
 *
 * @param about all but the image itself
 */
record Made(RgbImage image, GeneratedImage.Builder about) {

  /** The images of a request, in the order of its shots. */
  static List<Made> of(ValidatedRequest valid, List<RgbImage> images) {
    List<Made> made = new ArrayList<>();
    Iterator<RgbImage> next = images.iterator();
    for (Shot shot : valid.shots()) {
      for (long seed : shot.seeds()) {
        made.add(
            new Made(
                next.next(),
                GeneratedImage.newBuilder()
                    .setSeed(seed)
                    .setSkip(valid.sweeps() ? shot.sampling().skip() : null)));
      }
    }
    return made;
  }

  /** The best of them, best first. */
  static List<Made> best(
      List<Made> made, RgbImage input, GenerationRequest request, PromptJudge judge)
      throws RefusedException {
    List<RgbImage> images = made.stream().map(Made::image).toList();
    RgbImage before = LatentDiffusion.square(input, images.get(0).width());
    return new Candidates(before, images)
        .ranked(judge.agreement(request.getPrompt(), images)).stream()
            .limit(request.getCount())
            .map(each -> made.get(each.number()).judged(each))
            .toList();
  }

  private Made judged(Candidates.Judged judged) {
    about.setAgreement(judged.agreement()).setBackground(judged.background());
    return this;
  }

  GeneratedImage storedAs(BlobRef blob) {
    return about.setImage(InputImages.sized(blob, image)).build();
  }
}
