package org.genhowto.localizer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.genhowto.networks.checkpoint.Checkpoint;
import org.genhowto.networks.checkpoint.CheckpointException;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.genhowto.networks.checkpoint.ModelLocation;
import org.genhowto.networks.model.NamedNetwork;
import org.genhowto.networks.model.NamedTensors;
import org.genhowto.networks.model.PublishedNetwork;
import org.genhowto.networks.model.PublishedNetwork.Signature;

/**
 * The localizer as MultiTaskObjectStates' ClipClassifier is called, except that pixels come
 * normalised. Of several runs the first one answers.
 */
public final class LocalizerNetworkDescriptors {
  private LocalizerNetworkDescriptors() {}

  public static List<PublishedNetwork> networks() {
    return List.of(
        new PublishedNetwork(
            new Signature("localizer", "ClipClassifier", List.of("pixel_values (B,3,S,S)")),
            place -> place.has(LocalizerNetwork.CATEGORIES),
            LocalizerNetworkDescriptors::tensors,
            LocalizerNetworkDescriptors::load));
  }

  private static Checkpoint tensors(ModelLocation place) {
    Checkpoint run = firstRun(place);
    Checkpoint heads = LocalizerHeads.heads(run);
    Optional<Checkpoint> tower = PublishedTower.in(run);
    if (tower.isEmpty()) {
      tower(place);
      return heads;
    }
    return heads.with(
        tower
            .get()
            .expect("the localizer's image tower", PublishedTower.sizes(tower.get()).shapes()));
  }

  private static NamedNetwork load(NDManager parent, ModelLocation place) {
    Path tower = PublishedTower.in(firstRun(place)).isPresent() ? place.folder() : tower(place);
    LocalizerNetwork network = LocalizerNetwork.load(parent, place.folder(), tower);
    return new NamedNetwork(inputs -> forward(network, inputs), network::close);
  }

  private static Checkpoint firstRun(ModelLocation place) {
    return Checkpoint.open(LocalizerNetwork.firstRun(new ModelFolder(place.folder())));
  }

  /** The CLIP model below the same root whose image tower the heads were trained on. */
  private static Path tower(ModelLocation place) {
    return place.all().stream()
        .filter(other -> other.configuredFor("CLIPModel", "clip"))
        .map(ModelLocation::folder)
        .findFirst()
        .orElseThrow(
            () ->
                new CheckpointException(
                    "The localizer in %s has no image tower of its own, and %s holds no CLIPModel."
                        .formatted(place.folder(), place.root())));
  }

  /** state (B, 2n + 1) and action (B, n + 1) logits, and the tower's features. */
  private static Map<String, NDArray> forward(LocalizerNetwork network, NamedTensors inputs) {
    NDArray pixels = inputs.floats("pixel_values", 4);
    inputs.requireAllRead();
    return network.logits(pixels);
  }
}
