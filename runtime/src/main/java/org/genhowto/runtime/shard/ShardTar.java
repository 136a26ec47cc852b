package org.genhowto.runtime.shard;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Writes samples as a webdataset tar. The same samples give the same bytes: owner, mode and time of
 * every entry are fixed.
 */
public final class ShardTar implements AutoCloseable {
  private static final int MODE = 0444;

  private final TarArchiveOutputStream tar;

  /** Closes the stream with itself. */
  public ShardTar(OutputStream out) {
    this.tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
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
