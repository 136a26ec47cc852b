package org.genhowto.evaluator.features;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.genhowto.networks.checkpoint.ModelLocation;
import org.genhowto.networks.model.NamedNetwork;
import org.genhowto.networks.model.NamedTensors;
import org.genhowto.networks.model.PublishedNetwork;
import org.genhowto.networks.model.PublishedNetwork.Signature;

/** FID's Inception network as pytorch-fid calls it. */
public final class InceptionNetworkDescriptors {
  /** How the published file's name begins. */
  private static final String FILE = "pt_inception";

  private InceptionNetworkDescriptors() {}

  public static List<PublishedNetwork> networks() {
    return List.of(
        new PublishedNetwork(
            new Signature(
                "inception", "fid_inception_v3", List.of("pixel_values (B,3,H,W) in [0, 1]")),
            place -> file(place).isPresent(),
            place -> Inception.checkpoint(file(place).orElseThrow()),
            (parent, place) -> {
              Inception inception = Inception.load(parent, file(place).orElseThrow());
              return new NamedNetwork(inputs -> forward(inception, inputs), inception::close);
            }));
  }

  private static Optional<Path> file(ModelLocation place) {
    if (!Files.isDirectory(place.folder())) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(place.folder())) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(FILE))
          .sorted()
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(place.folder() + " cannot be listed.", e);
    }
  }

  /** features (B, 2048) and logits (B, 1008). */
  private static Map<String, NDArray> forward(Inception inception, NamedTensors inputs) {
    NDArray pixels = inputs.floats("pixel_values", 4);
    inputs.requireAllRead();
    return Map.of("features", inception.features(pixels), "logits", inception.logits(pixels));
  }
}
