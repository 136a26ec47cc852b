package org.genhowto.dataset.looks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.genhowto.networks.image.Images;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.shard.ShardSample;

/**
 * Images that releases are measured on, and so must not be trained on. They are found again at
 * another size and compression.
 */
public final class HeldOutImages {
  private static final Set<String> IMAGES = Set.of("png", "jpg", "jpeg", "webp", "bmp", "gif");
  private final Map<Long, List<Held>> byPlace = new HashMap<>();
  private int size;

  private record Held(Path file, Look look) {}

  private HeldOutImages() {}

  /** No image at all. */
  public static HeldOutImages none() {
    return new HeldOutImages();
  }

  /**
   * All images below some folders.
   *
   * @throws ConfigurationException a folder is not there or has no image, or one cannot be read
   */
  public static HeldOutImages read(List<Path> folders) {
    HeldOutImages images = new HeldOutImages();
    for (Path folder : folders) {
      List<Path> files = files(folder);
      if (files.isEmpty()) {
        throw new ConfigurationException("held-out folder %s has no image".formatted(folder));
      }
      files.forEach(images::add);
    }
    return images;
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> below = Files.walk(folder)) {
      return below.filter(HeldOutImages::isImage).sorted().toList();
    } catch (IOException e) {
      throw new ConfigurationException(
          "held-out folder %s cannot be read: %s".formatted(folder, e), e);
    }
  }

  private static boolean isImage(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return IMAGES.contains(name.substring(name.lastIndexOf('.') + 1)) && Files.isRegularFile(file);
  }

  private void add(Path file) {
    try {
      Held held = new Held(file, Look.of(Files.readAllBytes(file)));
      FrameHash.places(held.look().hash())
          .forEach(place -> byPlace.computeIfAbsent(place, any -> new ArrayList<>()).add(held));
      size++;
    } catch (IOException | Images.UnreadableImageException e) {
      throw new ConfigurationException(
          "held-out image %s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** How many there are. */
  public int size() {
    return size;
  }

  /**
   * The held-out image that one of a sample's frames shows.
   *
   * @throws Images.UnreadableImageException a frame is no image
   */
  public Optional<Path> shown(ShardSample sample) {
    return size == 0
        ? Optional.empty()
        : ShardSample.IMAGES.stream()
            .flatMap(frame -> like(sample.bytes(frame)).stream())
            .findFirst();
  }

  /** The held-out image that an encoded image shows. */
  public Optional<Path> like(byte[] image) {
    Look look = Look.of(image);
    return FrameHash.places(look.hash()).stream()
        .flatMap(place -> byPlace.getOrDefault(place, List.of()).stream())
        .filter(held -> held.look().isLike(look))
        .map(Held::file)
        .findFirst();
  }
}
