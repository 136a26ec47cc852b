package org.genhowto.dataset.inspection;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.genhowto.dataset.version.DatasetStore;
import org.genhowto.dataset.version.Manifest;

/** Whether a text stands anywhere in the bytes of a version: its tars, indexes and other files. */
public final class Absence {
  private static final int CHUNK = 1 << 16;

  private final DatasetStore store;

  public Absence(DatasetStore store) {
    this.store = store;
  }

  /** Names of the objects that hold a text, such as the id of a video. */
  public List<String> holders(Manifest manifest, String text) throws IOException {
    List<String> holders = new ArrayList<>();
    byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
    for (String name : store.objects(manifest)) {
      try (InputStream in = new BufferedInputStream(store.objects().open(name, 0), CHUNK)) {
        if (contains(in, wanted)) {
          holders.add(name);
        }
      }
    }
    return holders;
  }

  private static boolean contains(InputStream in, byte[] wanted) throws IOException {
    if (wanted.length == 0 || wanted.length > CHUNK) {
      throw new IllegalArgumentException(
          "a text of %d bytes, expected 1 to %d".formatted(wanted.length, CHUNK));
    }
    byte[] window = new byte[2 * CHUNK];
    int kept = 0;
    for (int read = in.readNBytes(window, kept, CHUNK);
        read > 0;
        read = in.readNBytes(window, kept, CHUNK)) {
      int end = kept + read;
      if (isIn(window, end, wanted)) {
        return true;
      }
      kept = Math.min(end, wanted.length - 1);
      System.arraycopy(window, end - kept, window, 0, kept);
    }
    return false;
  }

  private static boolean isIn(byte[] window, int end, byte[] wanted) {
    for (int at = 0; at <= end - wanted.length; at++) {
      int same = 0;
      while (same < wanted.length && window[at + same] == wanted[same]) {
        same++;
      }
      if (same == wanted.length) {
        return true;
      }
    }
    return false;
  }
}
