package org.genhowto.runtime.frames;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.schemas.FrameEntry;
import org.genhowto.schemas.SampledFrames;

/**
 * The frames of one video as one tar of JPEGs in time order, with an index of byte offsets, so that
 * one frame is one ranged read. The same frames give the same bytes.
 */
public final class FrameTar {
  public static final String MEDIA_TYPE = "application/x-tar";

  private FrameTar() {}

  /** One sampled frame: the second of the video it shows, and its JPEG. */
  @SuppressWarnings("ArrayRecordComponent") // Compared nowhere; a copy of every frame is too dear.
  public record Frame(int second, byte[] jpeg) {}

  /** Writes frames one after the other; the index is complete once it is closed. */
  public static final class Writer implements AutoCloseable {
    private final Counting counting;
    private final TarArchiveOutputStream tar;
    private final List<FrameEntry> index = new ArrayList<>();

    /** Closes the stream with itself. */
    public Writer(OutputStream out) {
      this.counting = new Counting(out);
      // A block size of one record keeps nothing back, so that offsets can be counted.
      this.tar = new TarArchiveOutputStream(counting, TarConstants.DEFAULT_RCDSIZE);
    }

    /** Adds the frame of a later second than all before. */
    public void add(Frame frame) throws IOException {
      int last = index.isEmpty() ? -1 : index.get(index.size() - 1).getSecond();
      if (frame.second() <= last) {
        throw new IllegalArgumentException(
            "frame of second %d after second %d, expected time order"
                .formatted(frame.second(), last));
      }
      TarArchiveEntry entry = new TarArchiveEntry("%06d.jpg".formatted(frame.second()));
      entry.setSize(frame.jpeg().length);
      entry.setModTime(FileTime.fromMillis(0));
      entry.setIds(0, 0);
      entry.setNames("", "");
      entry.setMode(0644);
      tar.putArchiveEntry(entry);
      tar.flush();
      index.add(
          FrameEntry.newBuilder()
              .setSecond(frame.second())
              .setOffset(counting.written)
              .setLength(frame.jpeg().length)
              .build());
      tar.write(frame.jpeg());
      tar.closeArchiveEntry();
    }

    /** One entry a frame, in time order. */
    public List<FrameEntry> index() {
      return List.copyOf(index);
    }

    @Override
    public void close() throws IOException {
      tar.close();
    }
  }

  /** The JPEG of one second. */
  public static byte[] frame(BlobStore blobs, SampledFrames frames, int second) throws IOException {
    FrameEntry entry =
        frames.getIndex().stream()
            .filter(candidate -> candidate.getSecond() == second)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "second %d of video %s, expected one of its %d sampled seconds"
                            .formatted(second, frames.getVideoId(), frames.getIndex().size())));
    return blobs.read(frames.getFrames(), entry.getOffset(), entry.getLength());
  }

  /** Every frame in time order, from one checked read of the tar. */
  public static List<Frame> frames(BlobStore blobs, SampledFrames frames) throws IOException {
    return cut(blobs.read(frames.getFrames()), 0, frames, frames.getIndex());
  }

  /**
   * A part of the frames in time order, from one read of that part of the tar: for videos too long
   * to be held at once.
   *
   * @param from number of the first frame in the index
   * @param to number behind that of the last
   */
  public static List<Frame> frames(BlobStore blobs, SampledFrames frames, int from, int to)
      throws IOException {
    List<FrameEntry> entries = frames.getIndex().subList(from, to);
    long start = entries.stream().mapToLong(FrameEntry::getOffset).min().orElse(0);
    long end = entries.stream().mapToLong(FrameTar::end).max().orElse(0);
    if (start < 0 || end - start > Integer.MAX_VALUE || end > frames.getFrames().getLength()) {
      throw new IllegalArgumentException(
          "frames %d to %d stand in bytes %d to %d of video %s, expected at most %d"
              .formatted(
                  from, to, start, end, frames.getVideoId(), frames.getFrames().getLength()));
    }
    return cut(blobs.read(frames.getFrames(), start, (int) (end - start)), start, frames, entries);
  }

  /**
   * @param start where the bytes stand in the tar
   */
  private static List<Frame> cut(
      byte[] bytes, long start, SampledFrames frames, List<FrameEntry> entries) {
    List<Frame> found = new ArrayList<>(entries.size());
    for (FrameEntry entry : entries) {
      long from = entry.getOffset() - start;
      long to = end(entry) - start;
      if (from < 0 || entry.getLength() < 0 || to > bytes.length) {
        throw new IllegalArgumentException(
            "frame of second %d ends at byte %d of video %s, expected at most %d"
                .formatted(
                    entry.getSecond(), end(entry), frames.getVideoId(), start + bytes.length));
      }
      found.add(new Frame(entry.getSecond(), Arrays.copyOfRange(bytes, (int) from, (int) to)));
    }
    return found;
  }

  private static long end(FrameEntry entry) {
    return entry.getOffset() + entry.getLength();
  }

  private static final class Counting extends FilterOutputStream {
    private long written;

    Counting(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      written++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      written += length;
    }
  }
}
