package org.genhowto.ingest.decoding;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.genhowto.ingest.video.Orientation;
import org.genhowto.ingest.video.Probe;
import org.genhowto.ingest.video.Sampled;
import org.genhowto.runtime.frames.FrameTar;
import org.genhowto.schemas.FlawKind;
import org.genhowto.schemas.PictureFacts;
import org.genhowto.schemas.PlainText;
import org.genhowto.schemas.VideoFlaw;

/**
 * What a child says to its worker: a byte for the kind, the length as an int, and so many bytes. A
 * child that a video has taken over may say anything: whatever is read here is bounded.
 */
sealed interface Answer {
  /** Bytes of one answer; a JPEG of the largest picture stays below. */
  int MOST_BYTES = 1 << 27;

  int MOST_FLAWS = 1000;

  /** With this the virtual machine begins its lines where it ends by a fault. */
  int FAULT = '#';

  /** It has loaded the libraries and waits for a request. */
  record Ready() implements Answer {}

  /** How far it has come. */
  record Passed(double second, long decoded) implements Answer {}

  record Made(FrameTar.Frame frame) implements Answer {}

  record Done(Sampled sampled) implements Answer {}

  /** The video cannot be used, and why. */
  record Unusable(String sentence) implements Answer {}

  /** The file cannot be read, and why. */
  record Unreadable(String sentence) implements Answer {}

  /** The video shows one picture, by so many of its frames that differ by so much at most. */
  record Still(int keyFrames, int change) implements Answer {}

  /** A fault in the program. */
  record Broken(String sentence) implements Answer {}

  /** What came is no answer. */
  final class NonsenseException extends IOException {
    private static final long serialVersionUID = 1L;

    NonsenseException(String message) {
      super(message);
    }
  }

  /** The kinds in the order of their numbers. */
  enum Kind {
    READY,
    PASSED,
    MADE,
    DONE,
    UNUSABLE,
    UNREADABLE,
    BROKEN,
    STILL
  }

  /** Writes it without flushing. */
  default void write(DataOutputStream out) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Kind kind = content(new DataOutputStream(bytes));
    out.writeByte(kind.ordinal());
    out.writeInt(bytes.size());
    bytes.writeTo(out);
  }

  private Kind content(DataOutputStream out) throws IOException {
    if (this instanceof Passed passed) {
      out.writeDouble(passed.second);
      out.writeLong(passed.decoded);
      return Kind.PASSED;
    }
    if (this instanceof Made made) {
      out.writeInt(made.frame.second());
      out.write(made.frame.jpeg());
      return Kind.MADE;
    }
    if (this instanceof Done done) {
      write(done.sampled, out);
      return Kind.DONE;
    }
    if (this instanceof Unusable unusable) {
      out.writeUTF(unusable.sentence);
      return Kind.UNUSABLE;
    }
    if (this instanceof Unreadable unreadable) {
      out.writeUTF(unreadable.sentence);
      return Kind.UNREADABLE;
    }
    if (this instanceof Still still) {
      out.writeInt(still.keyFrames);
      out.writeInt(still.change);
      return Kind.STILL;
    }
    if (this instanceof Broken broken) {
      out.writeUTF(broken.sentence);
      return Kind.BROKEN;
    }
    return Kind.READY;
  }

  /**
   * The next answer.
   *
   * @throws NonsenseException where it is none
   * @throws IOException at the end
   */
  static Answer read(DataInputStream in) throws IOException {
    int kind = in.readUnsignedByte();
    if (kind == FAULT) {
      throw new EOFException("the virtual machine describes a fault");
    }
    int length = in.readInt();
    if (kind >= Kind.values().length || length < 0 || length > MOST_BYTES) {
      throw new NonsenseException("answer of kind %d with %d bytes".formatted(kind, length));
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("answer of %d bytes ends after %d".formatted(length, bytes.length));
    }
    try {
      return content(Kind.values()[kind], new DataInputStream(new ByteArrayInputStream(bytes)));
    } catch (IOException | IllegalArgumentException e) {
      throw new NonsenseException("answer of kind %d: %s".formatted(kind, e.getMessage()));
    }
  }

  private static Answer content(Kind kind, DataInputStream in) throws IOException {
    return switch (kind) {
      case READY -> new Ready();
      case PASSED -> new Passed(in.readDouble(), in.readLong());
      case MADE -> new Made(new FrameTar.Frame(in.readInt(), in.readAllBytes()));
      case DONE -> new Done(sampled(in));
      case UNUSABLE -> new Unusable(text(in));
      case UNREADABLE -> new Unreadable(text(in));
      case BROKEN -> new Broken(text(in));
      case STILL -> new Still(in.readInt(), in.readInt());
    };
  }

  private static void write(Sampled sampled, DataOutputStream out) throws IOException {
    Probe probe = sampled.probe();
    out.writeUTF(probe.container());
    out.writeUTF(probe.codec());
    out.writeDouble(probe.startSeconds());
    out.writeDouble(probe.durationSeconds());
    out.writeInt(probe.width());
    out.writeInt(probe.height());
    Orientation shown = probe.orientation();
    for (int entry : new int[] {shown.xx(), shown.xy(), shown.yx(), shown.yy()}) {
      out.writeByte(entry);
    }
    out.writeBoolean(probe.audio());
    out.writeInt(sampled.frames());
    out.writeInt(sampled.width());
    out.writeInt(sampled.height());
    out.writeDouble(sampled.seconds());
    out.writeInt(sampled.flaws().size());
    for (VideoFlaw flaw : sampled.flaws()) {
      out.writeUTF(flaw.getKind().name());
      out.writeDouble(flaw.getFromSecond());
      out.writeDouble(flaw.getToSecond());
    }
    PictureFacts facts = sampled.facts();
    for (ByteBuffer column :
        List.of(
            facts.getMarks(),
            facts.getChange(),
            facts.getMotion(),
            facts.getSharpness(),
            facts.getText())) {
      byte[] bytes = new byte[column.remaining()];
      column.duplicate().get(bytes);
      out.write(bytes);
    }
  }

  private static Sampled sampled(DataInputStream in) throws IOException {
    Probe probe =
        new Probe(
            text(in),
            text(in),
            in.readDouble(),
            in.readDouble(),
            in.readInt(),
            in.readInt(),
            new Orientation(in.readByte(), in.readByte(), in.readByte(), in.readByte()),
            in.readBoolean());
    int frames = in.readInt();
    int width = in.readInt();
    int height = in.readInt();
    double seconds = in.readDouble();
    return new Sampled(probe, frames, width, height, seconds, flaws(in), facts(in, frames));
  }

  private static PictureFacts facts(DataInputStream in, int frames) throws IOException {
    return new PictureFacts(
        column(in, frames),
        column(in, frames),
        column(in, frames),
        column(in, frames),
        column(in, frames));
  }

  /** A byte for each frame. */
  private static ByteBuffer column(DataInputStream in, int frames) throws IOException {
    if (frames < 0 || frames > in.available()) {
      throw new IOException(
          "%d bytes of facts, expected one for each of %d frames"
              .formatted(in.available(), frames));
    }
    return ByteBuffer.wrap(in.readNBytes(frames));
  }

  private static List<VideoFlaw> flaws(DataInputStream in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > MOST_FLAWS) {
      throw new IOException("%d flaws, expected at most %d".formatted(count, MOST_FLAWS));
    }
    List<VideoFlaw> flaws = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      FlawKind kind = FlawKind.valueOf(in.readUTF());
      flaws.add(new VideoFlaw(kind, in.readDouble(), in.readDouble()));
    }
    return flaws;
  }

  private static String text(DataInputStream in) throws IOException {
    String text = in.readUTF();
    if (!PlainText.isLine(text)) {
      throw new IOException("text that is not one line");
    }
    return text;
  }
}
