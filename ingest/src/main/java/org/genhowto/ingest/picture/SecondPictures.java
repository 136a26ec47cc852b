package org.genhowto.ingest.picture;

import java.util.EnumSet;
import java.util.Set;
import org.genhowto.runtime.frames.FrameFacts;
import org.genhowto.runtime.frames.FrameFacts.Mark;
import org.genhowto.runtime.frames.FrameFacts.Measures;
import org.genhowto.schemas.PictureFacts;
import org.jspecify.annotations.Nullable;

/**
 * Compares the pictures of a video's seconds, each as a few hundred means of its colours, with
 * those before and after.
 */
final class SecondPictures {
  /** Levels of 255 by which the colours of another shot differ in the mean, at least. */
  private static final double CUT_LEVELS = 10;

  /** Correlation of the colours of two seconds of one shot, at least. */
  private static final double ONE_SHOT = 0.75;

  /** Levels by which two pictures differ in the mean that something between may lie between. */
  private static final double APART_LEVELS = 16;

  /** What is between two pictures has so much of each. */
  private static final double LEAST_PART = 0.15;

  /** What is not explained by the two, as a share of their difference. */
  private static final double UNEXPLAINED = 0.2;

  /** Levels by which no colour of a second differs that is the same as the one before. */
  private static final int SAME_LEVELS = 2;

  private final FrameFacts.Writer writer = new FrameFacts.Writer();
  private byte @Nullable [] earlier;
  private @Nullable Second last;

  /** A second whose transition is not known until the next one comes. */
  private record Second(byte[] colours, Set<Mark> marks, Measures measures) {}

  /**
   * What is known of one picture alone.
   *
   * @param motion difference to the frame just before it
   */
  record Alone(boolean black, double motion, double sharpness, double text) {}

  /**
   * @param colours means of the colours of the picture, as many for every second
   */
  void add(byte[] colours, Alone alone) {
    Set<Mark> marks = EnumSet.noneOf(Mark.class);
    double change = 0;
    byte[] before = last == null ? null : last.colours;
    if (before != null) {
      change = Colours.difference(before, colours);
      if (change >= CUT_LEVELS && Colours.correlation(before, colours) < ONE_SHOT) {
        marks.add(Mark.CUT);
      }
      if (Colours.largestDifference(before, colours) <= SAME_LEVELS) {
        marks.add(Mark.FROZEN);
      }
    }
    if (alone.black) {
      marks.add(Mark.BLACK);
    }
    settle(colours);
    earlier = before;
    last =
        new Second(colours, marks, new Measures(change, alone.motion, alone.sharpness, alone.text));
  }

  /** Facts of all; nothing is added afterwards. */
  PictureFacts facts() {
    settle(null);
    return writer.facts();
  }

  /** Writes the second before the one that comes now. */
  private void settle(byte @Nullable [] next) {
    Second second = last;
    if (second == null) {
      return;
    }
    if (earlier != null && next != null && isBetween(earlier, second.colours, next)) {
      second.marks.add(Mark.TRANSITION);
    }
    writer.add(second.marks, second.measures);
    last = null;
  }

  /** Whether a picture is a mixture of two that differ, as far as one can be one. */
  private static boolean isBetween(byte[] before, byte[] picture, byte[] after) {
    double apart = Colours.difference(before, after);
    if (apart < APART_LEVELS) {
      return false;
    }
    double part = Colours.part(before, picture, after);
    return part >= LEAST_PART
        && part <= 1 - LEAST_PART
        && Colours.unexplained(before, picture, after, part) <= UNEXPLAINED * apart;
  }
}
