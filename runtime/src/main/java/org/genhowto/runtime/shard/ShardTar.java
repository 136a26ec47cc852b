package org.genhowto.runtime.shard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Writes samples as a webdataset tar. The same samples give the same bytes: owner, mode and time of
 * every entry are fixed. A tar is the blocks of its samples, one behind the other, and an end.
 */
public final class ShardTar implements AutoCloseable {
  private static final int MODE = 0444;

  /** Bytes behind the last sample of a tar, all of them zero. */
  public static final int END = 2 * TarConstants.DEFAULT_RCDSIZE;

  private final TarArchiveOutputStream tar;

  /** Closes the stream with itself. */
  public ShardTar(OutputStream out) {
    // A block size of one record keeps nothing back and pads nothing.
    this.tar =
        new TarArchiveOutputStream(
            out, TarConstants.DEFAULT_RCDSIZE, StandardCharsets.UTF_8.name());
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
  }

  /** What a sample is in every tar that holds it. */
  @SuppressWarnings("resource") // Closing it would write the end of a tar.
  public static byte[] block(ShardSample sample) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ShardTar tar = new ShardTar(bytes);
      tar.add(sample);
      tar.tar.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes every sample", e);
    }
    return bytes.toByteArray();
  }

  /** Adds one sample; its fields stand together, as readers need them to. */
  public void add(ShardSample sample) throws IOException {
    for (Map.Entry<String, byte[]> field : sample.fields().entrySet()) {
      TarArchiveEntry entry = new TarArchiveEntry(sample.key() + "." + field.getKey());
      entry.setSize(field.getValue().length);
      entry.setModTime(FileTime.fromMillis(0));
      entry.setIds(0, 0);
      entry.setNames("", "");
      entry.setMode(MODE);
      tar.putArchiveEntry(entry);
      tar.write(field.getValue());
      tar.closeArchiveEntry();
    }
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }
}
