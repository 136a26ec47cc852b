package org.genhowto.evaluator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.genhowto.networks.Checkpoint;
import org.genhowto.networks.ModelPlace;
import org.genhowto.networks.NamedTensors;
import org.genhowto.networks.PublishedNetwork;
import org.genhowto.networks.ReferenceNetwork;

/** FID's Inception network as pytorch-fid calls it: features (B, 2048) and logits (B, 1008). */
public final class InceptionForward implements PublishedNetwork {
  /** How the published file's name begins. */
  private static final String FILE = "pt_inception";

  @Override
  public String spelling() {
    return "inception";
  }

  @Override
  public String reference() {
    return "fid_inception_v3";
  }

  @Override
  public List<String> inputs() {
    return List.of("pixel_values (B,3,H,W) in [0, 1]");
  }

  @Override
  public boolean lies(ModelPlace place) {
    return file(place).isPresent();
  }

  @Override
  public Checkpoint checkpoint(ModelPlace place) {
    return Inception.checkpoint(file(place).orElseThrow());
  }

  @Override
  public ReferenceNetwork load(NDManager parent, ModelPlace place) {
    return new Whole(Inception.load(parent, file(place).orElseThrow()));
  }

  private static Optional<Path> file(ModelPlace place) {
    try (Stream<Path> files = Files.list(place.folder())) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(FILE))
          .sorted()
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(place.folder() + " cannot be listed.", e);
    }
  }

  private record Whole(Inception network) implements ReferenceNetwork {
    @Override
    public Map<String, NDArray> forward(NamedTensors inputs) {
      NDArray pixels = inputs.floats("pixel_values", 4);
      inputs.requireAllRead();
      return Map.of("features", network.features(pixels), "logits", network.logits(pixels));
    }

    @Override
    public void close() {
      network.close();
    }
  }
}
