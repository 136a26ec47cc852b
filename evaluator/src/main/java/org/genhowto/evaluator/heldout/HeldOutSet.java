package org.genhowto.evaluator.heldout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.genhowto.networks.image.Images;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.json.Json;
import org.genhowto.schemas.Causes;
import org.genhowto.schemas.ContractException;
import org.genhowto.schemas.RequestContract;

/**
 * Requests that no model was trained on: a folder with the input images and {@code requests.json},
 * a list of {@code {"file", "category", "target": "ACTION"|"FINAL_STATE", "prompt"}}.
 */
public final class HeldOutSet {
  /** Name of the list in the folder. */
  public static final String LIST = "requests.json";

  private static final int FAULTS_TOLD = 5;

  private final Path folder;
  private final List<HeldOutItem> items;

  private HeldOutSet(Path folder, List<HeldOutItem> items) {
    this.folder = folder;
    this.items = List.copyOf(items);
  }

  /**
   * Reads the list of a folder, and every image that it names.
   *
   * @throws ConfigurationException with all that is wrong with it
   */
  public static HeldOutSet read(Path folder) {
    Path list = folder.resolve(LIST);
    List<HeldOutItem> items;
    try {
      items = Json.PLAIN.readValue(list.toFile(), new TypeReference<List<HeldOutItem>>() {});
    } catch (JsonProcessingException e) {
      throw new ConfigurationException(
          "held-out.requests: %s is no list of requests: %s"
              .formatted(list, e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new ConfigurationException(
          "held-out.requests is %s, but %s cannot be read: %s".formatted(folder, list, e), e);
    }
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      fault(folder, items.get(i), "request %d".formatted(i + 1), faults);
    }
    if (items.isEmpty()) {
      faults.add("no request, expected at least one");
    }
    if (!faults.isEmpty()) {
      int more = faults.size() - FAULTS_TOLD;
      throw new ConfigurationException(
          "held-out.requests: %s: %s%s"
              .formatted(
                  list,
                  String.join("; ", faults.subList(0, Math.min(FAULTS_TOLD, faults.size()))),
                  more > 0 ? "; and %d more".formatted(more) : ""));
    }
    return new HeldOutSet(folder, items);
  }

  /** Writes the list beside the images. */
  public static void write(Path folder, List<HeldOutItem> items) throws IOException {
    Json.PLAIN.writerWithDefaultPrettyPrinter().writeValue(folder.resolve(LIST).toFile(), items);
  }

  private static void fault(Path folder, HeldOutItem item, String name, List<String> faults) {
    if (item.category() == null || item.category().isBlank()) {
      faults.add(name + " has no category");
    }
    if (item.target() == null) {
      faults.add(name + " has no target, expected ACTION or FINAL_STATE");
    }
    if (item.prompt() == null || item.prompt().isBlank()) {
      faults.add(name + " has no prompt");
    } else {
      try {
        RequestContract.requirePrompt(item.prompt());
      } catch (ContractException e) {
        faults.add("%s: %s".formatted(name, e.getMessage()));
      }
    }
    if (item.file() == null || item.file().isBlank()) {
      faults.add(name + " has no file");
      return;
    }
    try {
      Images.decode(Files.readAllBytes(folder.resolve(item.file())));
    } catch (IOException | Images.UnreadableImageException e) {
      faults.add("%s: %s cannot be read: %s".formatted(name, item.file(), Causes.sentence(e)));
    }
  }

  /** Puts the images where generators find them. */
  List<HeldOutQuestion> store(BlobStore blobs) throws IOException {
    List<HeldOutQuestion> questions = new ArrayList<>();
    for (HeldOutItem item : items) {
      String file = String.valueOf(item.file());
      questions.add(
          new HeldOutQuestion(
              blobs.put(Files.readAllBytes(folder.resolve(file)), mediaType(file)),
              String.valueOf(item.category()),
              Objects.requireNonNull(item.target()),
              String.valueOf(item.prompt())));
    }
    return questions;
  }

  private static String mediaType(String file) {
    String name = file.toLowerCase(Locale.ROOT);
    return name.endsWith(".png")
        ? "image/png"
        : name.endsWith(".webp") ? "image/webp" : "image/jpeg";
  }
}
