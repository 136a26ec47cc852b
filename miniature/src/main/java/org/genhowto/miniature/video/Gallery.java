package org.genhowto.miniature.video;

import org.genhowto.captioner.training.CaptionExamples;
import org.genhowto.generator.training.CaptionedImages;
import org.genhowto.generator.training.EditPairs;
import org.genhowto.miniature.stock.StockPicture;
import org.genhowto.miniature.world.Edition;
import org.genhowto.miniature.world.Knobs;
import org.genhowto.miniature.world.Scale;
import org.genhowto.networks.image.RgbImage;

/**
 * The still pictures of a world, by whom they are for. In the first edition all are of one kind. In
 * the second the base model, its text encoder, CLIP and InstructPix2Pix learn from the stock; the
 * captioner from filmed pictures with exact captions; and the autoencoder, to which words and
 * phases mean nothing, from both in turn.
 */
public record Gallery(Edition edition, Knobs.Stock stock) {
  /** Pictures from here on are kept for validation. */
  private static final long VALIDATION = 1L << 40;

  private static final long JUDGED = 1L << 42;

  /** A picture with what stands beside it. */
  public record Exhibit(RgbImage image, String caption) {}

  public static Gallery of(Scale scale) {
    return new Gallery(scale.world().edition(), scale.knobs().stock());
  }

  /** A picture of the stock, with the wording that its number takes. */
  Exhibit stock(long number) {
    return stock(number, (int) (number & 1));
  }

  /** A picture of the stock, with one of two wordings where it has an exact caption. */
  public Exhibit stock(long number, int wording) {
    return switch (edition) {
      case FIRST -> exhibit(Still.of(number, wording));
      case SECOND -> {
        var picture = StockPicture.of(number, stock);
        yield new Exhibit(Pictures.rgb(picture.image()), picture.caption(wording));
      }
    };
  }

  /** A picture with an exact caption. */
  CaptionedPicture exact(long number) {
    return switch (edition) {
      case FIRST -> Still.of(number);
      case SECOND -> FilmedStill.of(edition, number);
    };
  }

  /** A picture that looks like a frame of a video, with its truth, for the judge alone. */
  public CaptionedPicture judged(long number) {
    return FilmedStill.of(edition, JUDGED + number);
  }

  /** A picture with an exact caption that nothing was trained on. */
  public CaptionedPicture validation(long number) {
    return exact(VALIDATION + number);
  }

  /** The first pictures of the stock, for the base model. */
  public CaptionedImages stocks(int size) {
    return new Hung(size, this::stock);
  }

  /** The first pictures with exact captions, for the captioner. */
  public CaptionExamples exacts(int size) {
    return new Hung(size, number -> exhibit(exact(number)));
  }

  /** The first pictures of all kinds, for the autoencoder. */
  public CaptionedImages all(int size) {
    return switch (edition) {
      case FIRST -> stocks(size);
      case SECOND ->
          new Hung(
              size,
              number -> number % 2 == 0 ? stock(number) : exhibit(FilmedStill.of(edition, number)));
    };
  }

  /** Pairs of stock pictures, for InstructPix2Pix. */
  public EditPairs edits(int size) {
    return switch (edition) {
      case FIRST -> new StillEdits(size);
      case SECOND -> new StockEdits(size, stock);
    };
  }

  private static Exhibit exhibit(CaptionedPicture picture) {
    return new Exhibit(Pictures.rgb(picture.image()), picture.caption());
  }
}
