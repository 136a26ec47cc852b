package org.genhowto.runtime.frames;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.genhowto.schemas.PictureFacts;
import org.genhowto.schemas.SampledFrames;

/**
 * What is known of the pictures of a video beside the pictures: read from the bytes in which they
 * travel, and written as such. Frames are numbered as in the index of the video.
 */
public final class FrameFacts {
  /** From here on a picture counts as one with writing. */
  public static final double WRITING = 0.5;

  private static final int LARGEST = 255;
  private static final double PER_LEVEL = 4;
  private static final double PER_DOUBLING = 16;
  private static final double PERCENT = 100;

  private final byte[] marks;
  private final byte[] change;
  private final byte[] motion;
  private final byte[] sharpness;
  private final byte[] text;

  private FrameFacts(PictureFacts facts) {
    this.marks = bytes(facts.getMarks());
    this.change = bytes(facts.getChange());
    this.motion = bytes(facts.getMotion());
    this.sharpness = bytes(facts.getSharpness());
    this.text = bytes(facts.getText());
  }

  /** What a picture is beside what it shows. */
  public enum Mark {
    /** Another shot began since the second before. */
    CUT,
    /** It lies between the second before and the second after, as where one dissolves or fades. */
    TRANSITION,
    /** Nearly all of it is black. */
    BLACK,
    /** It is the same as the second before. */
    FROZEN;

    private int bit() {
      return 1 << ordinal();
    }
  }

  /**
   * One picture's numbers.
   *
   * @param change mean difference of the colours to the second before, in levels of 255
   * @param motion mean difference of the brightness to the frame just before it, in levels of 255
   * @param sharpness variance of the Laplacian of the brightness
   * @param text how likely it shows writing, in [0, 1]
   */
  public record Measures(double change, double motion, double sharpness, double text) {}

  /**
   * The facts of a video; empty where nobody looked.
   *
   * @throws IllegalArgumentException where there are not as many as frames
   */
  public static Optional<FrameFacts> of(SampledFrames video) {
    return video.getFacts().map(facts -> of(facts, video.getIndex().size()));
  }

  /**
   * Facts of so many frames.
   *
   * @throws IllegalArgumentException where there are not as many
   */
  public static FrameFacts of(PictureFacts facts, int frames) {
    FrameFacts read = new FrameFacts(facts);
    for (byte[] column : List.of(read.marks, read.change, read.motion, read.sharpness, read.text)) {
      if (column.length != frames) {
        throw new IllegalArgumentException(
            "facts of %d pictures, expected one for each of %d frames"
                .formatted(column.length, frames));
      }
    }
    return read;
  }

  /** How many frames they are of. */
  public int frames() {
    return marks.length;
  }

  public boolean is(Mark mark, int frame) {
    return (marks[frame] & mark.bit()) != 0;
  }

  /** Frames that have a mark. */
  public int count(Mark mark) {
    int count = 0;
    for (byte bits : marks) {
      count += (bits & mark.bit()) != 0 ? 1 : 0;
    }
    return count;
  }

  /** Frames that show writing. */
  public int countWriting() {
    int count = 0;
    for (int frame = 0; frame < text.length; frame++) {
      count += measures(frame).text >= WRITING ? 1 : 0;
    }
    return count;
  }

  /** The numbers as they were written, rounded. */
  public Measures measures(int frame) {
    return new Measures(
        Byte.toUnsignedInt(change[frame]) / PER_LEVEL,
        Byte.toUnsignedInt(motion[frame]) / PER_LEVEL,
        Math.pow(2, Byte.toUnsignedInt(sharpness[frame]) / PER_DOUBLING) - 1,
        Byte.toUnsignedInt(text[frame]) / PERCENT);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  /** Takes the facts of one picture after the other. */
  public static final class Writer {
    private final ByteArrayOutputStream marks = new ByteArrayOutputStream();
    private final ByteArrayOutputStream change = new ByteArrayOutputStream();
    private final ByteArrayOutputStream motion = new ByteArrayOutputStream();
    private final ByteArrayOutputStream sharpness = new ByteArrayOutputStream();
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    public void add(Set<Mark> given, Measures measures) {
      marks.write(bits(given));
      change.write(unsigned(PER_LEVEL * measures.change));
      motion.write(unsigned(PER_LEVEL * measures.motion));
      double doublings = Math.log1p(measures.sharpness) / Math.log(2);
      sharpness.write(unsigned(PER_DOUBLING * doublings));
      text.write(unsigned(PERCENT * measures.text));
    }

    /** Facts of all pictures that were added. */
    public PictureFacts facts() {
      return new PictureFacts(
          ByteBuffer.wrap(marks.toByteArray()),
          ByteBuffer.wrap(change.toByteArray()),
          ByteBuffer.wrap(motion.toByteArray()),
          ByteBuffer.wrap(sharpness.toByteArray()),
          ByteBuffer.wrap(text.toByteArray()));
    }

    private static int bits(Set<Mark> given) {
      int bits = 0;
      for (Mark mark : given) {
        bits |= mark.bit();
      }
      return bits;
    }

    private static int unsigned(double value) {
      return (int) Math.max(0, Math.min(LARGEST, Math.round(value)));
    }
  }
}
