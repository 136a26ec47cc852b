package org.genhowto.runtime.blob;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.genhowto.runtime.config.SectionValues;
import org.genhowto.runtime.config.Setting;

/**
 * Room that is left free on a disk. What writes much waits at this mark, as for any store that is
 * away; Kafka, which gives up for good on a disk that is full, still has the rest.
 *
 * @param least bytes; 0 asks for none
 */
record DiskSpace(long least) {
  private static final String KEY = "least-space";

  static final Setting SETTING =
      Setting.whole(
              KEY,
              256L << 20,
              0,
              Long.MAX_VALUE >> 1,
              "Where the store is a folder: room that stays free on its disk. With less, nothing is"
                  + " written and workers wait, so that a Kafka beside it goes on.")
          .in("bytes");

  static final DiskSpace ANY = new DiskSpace(0);

  static DiskSpace from(SectionValues values) {
    return new DiskSpace(values.whole(KEY));
  }

  /**
   * Before anything is written to a folder that is there.
   *
   * @throws IOException the disk has less
   */
  void require(Path folder) throws IOException {
    if (least == 0) {
      return;
    }
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < least) {
      throw new IOException(
          "the disk of %s has %d bytes free, expected at least %d (blobs.%s)"
              .formatted(folder, free, least, KEY));
    }
  }
}
