package org.genhowto.generator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.genhowto.networks.Images;
import org.genhowto.networks.RgbImage;
import org.genhowto.schemas.Target;

/**
 * Reads a webdataset tar of captioned triplets: the files of a sample stand together, and share the
 * name up to its first dot; the rest names the field.
 */
final class TripletShard {
  private static final List<String> FIELDS =
      List.of("initial.jpg", "action.jpg", "state.jpg", "action.txt", "state.txt");

  private TripletShard() {}

  /** One sample: the initial state, and images and captions of the action and the final state. */
  record Sample(
      String key,
      RgbImage initial,
      RgbImage action,
      RgbImage state,
      String actionCaption,
      String stateCaption) {

    RgbImage image(Target target) {
      return switch (target) {
        case ACTION -> action;
        case FINAL_STATE -> state;
      };
    }

    String caption(Target target) {
      return switch (target) {
        case ACTION -> actionCaption;
        case FINAL_STATE -> stateCaption;
      };
    }
  }

  /** Hands every sample over, in the tar's order. */
  static void read(Path tar, Consumer<Sample> consumer) throws IOException {
    try (InputStream file = Files.newInputStream(tar);
        TarArchiveInputStream in = new TarArchiveInputStream(new BufferedInputStream(file))) {
      String key = "";
      Map<String, byte[]> fields = new HashMap<>();
      for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        String name = Path.of(entry.getName()).getFileName().toString();
        int dot = name.indexOf('.');
        if (!entry.isFile() || dot < 0) {
          continue;
        }
        if (!name.substring(0, dot).equals(key)) {
          hand(tar, key, fields, consumer);
          key = name.substring(0, dot);
          fields.clear();
        }
        fields.put(name.substring(dot + 1), in.readAllBytes());
      }
      hand(tar, key, fields, consumer);
    }
  }

  private static void hand(
      Path tar, String key, Map<String, byte[]> fields, Consumer<Sample> consumer)
      throws IOException {
    if (fields.isEmpty()) {
      return;
    }
    for (String field : FIELDS) {
      if (!fields.containsKey(field)) {
        throw new IOException("Sample %s of %s has no %s".formatted(key, tar, field));
      }
    }
    consumer.accept(
        new Sample(
            key,
            image(fields, "initial.jpg"),
            image(fields, "action.jpg"),
            image(fields, "state.jpg"),
            text(fields, "action.txt"),
            text(fields, "state.txt")));
  }

  private static RgbImage image(Map<String, byte[]> fields, String field) {
    return Images.decode(fields.get(field));
  }

  private static String text(Map<String, byte[]> fields, String field) {
    return new String(fields.get(field), UTF_8).strip();
  }
}
