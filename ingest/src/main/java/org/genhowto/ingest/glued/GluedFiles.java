package org.genhowto.ingest.glued;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Finds where in a file another one begins, as in files that were put one behind the other: most
 * readers stop there and say nothing. Containers are walked piece by piece, by the lengths that the
 * pieces state, as the bytes of a head may stand in a picture too.
 */
public final class GluedFiles<E extends Exception> {
  /** The longest head of a piece: that of a page of Ogg. */
  private static final int HEAD = 27 + 255;

  private static final int BUFFER = 1 << 16;

  /** More files than that in one are no recording. */
  private static final int MOST = 1000;

  /**
   * Heads long enough to be told from a picture, of containers that cannot be walked: RealMedia,
   * NUT, WTV, YUV4MPEG.
   */
  private static final List<byte[]> MARKS =
      List.of(
          HexFormat.of().parseHex("2e524d460000001200"),
          "nut/multimedia container\0".getBytes(ISO_8859_1),
          HexFormat.of().parseHex("b7d800203749da11a64e0007e95ead8d"),
          "YUV4MPEG2 W".getBytes(ISO_8859_1));

  private final FileChannel channel;
  private final Container container;
  private final Progress<E> progress;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);
  private long buffered;

  private GluedFiles(FileChannel channel, Container container, Progress<E> progress) {
    this.channel = channel;
    this.progress = progress;
    this.container = container;
  }

  /**
   * The files in a file, at least one, in their order.
   *
   * @param progress is told of every piece of the file that is read: a long one takes a while
   */
  public static <E extends Exception> List<Part> in(Path file, Progress<E> progress)
      throws E, IOException, InterruptedException {
    try (FileChannel channel = FileChannel.open(file)) {
      List<Long> starts = starts(channel, progress);
      List<Part> parts = new ArrayList<>();
      for (int i = 0; i < starts.size(); i++) {
        long to = i + 1 < starts.size() ? starts.get(i + 1) : channel.size();
        parts.add(new Part(file, starts.get(i), to));
      }
      return parts;
    } catch (ClosedByInterruptException e) {
      throw interrupted(e);
    }
  }

  private static InterruptedException interrupted(ClosedByInterruptException cause) {
    Thread.interrupted(); // The exception says it.
    InterruptedException interrupted = new InterruptedException("interrupted while reading");
    interrupted.initCause(cause);
    return interrupted;
  }

  private static <E extends Exception> List<Long> starts(FileChannel channel, Progress<E> progress)
      throws E, IOException {
    ByteBuffer head = ByteBuffer.allocate(HEAD);
    channel.read(head, 0);
    head.position(0).limit(HEAD);
    for (Container container : Container.values()) {
      if (container.isHead(head)) {
        return new GluedFiles<>(channel, container, progress).walk();
      }
    }
    for (byte[] mark : MARKS) {
      if (head.slice(0, mark.length).equals(ByteBuffer.wrap(mark))) {
        return new GluedFiles<>(channel, Container.FLV, progress).search(mark);
      }
    }
    return ProgramChanges.starts(channel, progress);
  }

  private List<Long> search(byte[] mark) throws E, IOException {
    List<Long> starts = new ArrayList<>();
    byte[] bytes = buffer.array();
    long last = channel.size() - mark.length;
    // A mark across the end of the buffer is found with the next, which begins before it.
    int step = BUFFER - mark.length + 1;
    for (long from = 0; from <= last; from += step) {
      fill(from);
      int end = (int) Math.min(step, last - from + 1);
      for (int i = 0; i < end && starts.size() < MOST; i++) {
        if (bytes[i] == mark[0] && Arrays.equals(bytes, i, i + mark.length, mark, 0, mark.length)) {
          starts.add(from + i);
        }
      }
    }
    return starts;
  }

  private List<Long> walk() throws E, IOException {
    List<Long> starts = new ArrayList<>(List.of(0L));
    boolean inside = false;
    long size = channel.size();
    for (long at = 0; at < size && starts.size() < MOST; ) {
      ByteBuffer piece = at(at);
      boolean head = container.isHead(piece);
      if (head && inside) {
        starts.add(at);
      }
      // A head in several pieces is one head; an AVI is one piece.
      inside = !head || container == Container.AVI;
      long length = head ? container.headLength(piece) : container.pieceLength(piece);
      if (length <= 0 || length > size - at) {
        break; // Damaged, cut, or padding: what follows cannot be told apart.
      }
      at += length;
    }
    return starts;
  }

  /** The bytes from here on, of which those behind the end of the file are zero. */
  private ByteBuffer at(long position) throws E, IOException {
    if (position < buffered || position + HEAD > buffered + buffer.limit()) {
      fill(position);
    }
    return buffer.slice((int) (position - buffered), HEAD);
  }

  private void fill(long position) throws E, IOException {
    buffer.clear();
    int read = 0;
    while (buffer.hasRemaining() && read >= 0) {
      read = channel.read(buffer, position + buffer.position());
    }
    while (buffer.hasRemaining()) {
      buffer.put((byte) 0);
    }
    buffer.flip();
    buffered = position;
    progress.read();
  }

  /** Containers whose pieces state their lengths. */
  private enum Container {
    FLV("464c5601") {
      @Override
      long headLength(ByteBuffer piece) {
        return unsigned(piece.getInt(5)) + 4;
      }

      @Override
      long pieceLength(ByteBuffer piece) {
        return 11L + (piece.getInt(0) & 0xffffff) + 4;
      }
    },
    /** MP4 and its kin: a box ftyp comes first. */
    ISO("") {
      @Override
      boolean isHead(ByteBuffer piece) {
        return text(piece, 4).equals("ftyp");
      }

      @Override
      long pieceLength(ByteBuffer piece) {
        long length = unsigned(piece.getInt(0));
        return length == 1 ? piece.getLong(8) : length;
      }
    },
    /** The pieces of a long AVI behind the first are AVIX. */
    AVI("") {
      @Override
      boolean isHead(ByteBuffer piece) {
        return text(piece, 0).equals("RIFF") && text(piece, 8).equals("AVI ");
      }

      @Override
      long pieceLength(ByteBuffer piece) {
        long length = unsigned(little(piece, 4));
        return length == 0 ? 0 : 8 + length + (length & 1);
      }
    },
    /** The header, and a segment: one of unknown length is the last. */
    MATROSKA("1a45dfa3") {
      @Override
      long pieceLength(ByteBuffer piece) {
        int first = piece.get(4) & 0xff;
        int bytes = Integer.numberOfLeadingZeros(first) - 23;
        if (bytes > 8) {
          return 0;
        }
        long length = first & 0xff >> bytes;
        boolean known = length != 0xff >> bytes;
        for (int i = 1; i < bytes; i++) {
          length = length << 8 | (piece.get(4 + i) & 0xff);
          known |= piece.get(4 + i) != -1;
        }
        return known ? 4L + bytes + length : 0;
      }
    },
    ASF("3026b2758e66cf11a6d900aa0062ce6c") {
      @Override
      long pieceLength(ByteBuffer piece) {
        return Long.reverseBytes(piece.getLong(16));
      }
    },
    /** Several first pages stand at the beginning, one for each stream. */
    OGG("") {
      @Override
      boolean isHead(ByteBuffer piece) {
        return text(piece, 0).equals("OggS") && (piece.get(5) & 2) != 0;
      }

      @Override
      long pieceLength(ByteBuffer piece) {
        int segments = piece.get(26) & 0xff;
        long length = 27L + segments;
        for (int i = 0; i < segments; i++) {
          length += piece.get(27 + i) & 0xff;
        }
        return text(piece, 0).equals("OggS") ? length : 0;
      }
    },
    IVF("444b4946") {
      @Override
      long headLength(ByteBuffer piece) {
        return Short.toUnsignedInt(Short.reverseBytes(piece.getShort(6)));
      }

      @Override
      long pieceLength(ByteBuffer piece) {
        return 12 + unsigned(little(piece, 0));
      }
    },
    /** Pieces are keys and lengths; a partition of the first kind heads a file. */
    MXF("060e2b34020501010d0102010102") {
      @Override
      long pieceLength(ByteBuffer piece) {
        int first = piece.get(16) & 0xff;
        if (first < 0x80) {
          return 17L + first;
        }
        long length = 0;
        int bytes = first & 0x7f;
        for (int i = 0; i < Math.min(bytes, 8); i++) {
          length = length << 8 | (piece.get(17 + i) & 0xff);
        }
        return 17L + bytes + length;
      }
    };

    private final byte[] magic;

    Container(String magic) {
      this.magic = HexFormat.of().parseHex(magic);
    }

    boolean isHead(ByteBuffer piece) {
      return piece.slice(0, magic.length).equals(ByteBuffer.wrap(magic));
    }

    long headLength(ByteBuffer piece) {
      return pieceLength(piece);
    }

    abstract long pieceLength(ByteBuffer piece);

    private static String text(ByteBuffer piece, int at) {
      byte[] name = new byte[4];
      piece.get(at, name);
      return new String(name, ISO_8859_1);
    }

    private static long unsigned(int number) {
      return Integer.toUnsignedLong(number);
    }

    private static int little(ByteBuffer piece, int at) {
      return piece.slice(at, 4).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }
  }
}
