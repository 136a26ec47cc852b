package org.genhowto.localizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.genhowto.networks.Checkpoint;
import org.genhowto.networks.CheckpointException;
import org.genhowto.networks.ModelFolder;
import org.genhowto.networks.ModelPlace;
import org.genhowto.networks.NamedTensors;
import org.genhowto.networks.PublishedNetwork;
import org.genhowto.networks.ReferenceNetwork;

/**
 * The localizer as MultiTaskObjectStates' ClipClassifier is called, except that pixels come
 * normalised: state (B, 2n + 1) and action (B, n + 1) logits of frames, and the tower's features.
 * Of several runs the first one answers.
 */
public final class LocalizerForward implements PublishedNetwork {
  @Override
  public String spelling() {
    return "localizer";
  }

  @Override
  public String reference() {
    return "ClipClassifier";
  }

  @Override
  public List<String> inputs() {
    return List.of("pixel_values (B,3,S,S)");
  }

  @Override
  public boolean lies(ModelPlace place) {
    return place.has(LocalizerNetwork.CATEGORIES);
  }

  @Override
  public Checkpoint checkpoint(ModelPlace place) {
    Checkpoint all = Checkpoint.open(LocalizerNetwork.firstRun(new ModelFolder(place.folder())));
    Checkpoint heads = LocalizerHeads.heads(all);
    Checkpoint own = all.under(PublishedTower.PREFIX);
    if (own.names().isEmpty()) {
      tower(place);
      return heads;
    }
    Checkpoint tower = PublishedTower.renamed(own);
    return heads.with(
        tower.expect("the localizer's image tower", PublishedTower.sizes(tower).shapes()));
  }

  @Override
  public ReferenceNetwork load(NDManager parent, ModelPlace place) {
    Checkpoint own =
        Checkpoint.open(LocalizerNetwork.firstRun(new ModelFolder(place.folder())))
            .under(PublishedTower.PREFIX);
    Path tower = own.names().isEmpty() ? tower(place) : place.folder();
    return new Whole(LocalizerNetwork.load(parent, place.folder(), tower));
  }

  /** The CLIP model below the same root whose image tower the heads were trained on. */
  private static Path tower(ModelPlace place) {
    return place.all().stream()
        .filter(other -> other.configuredFor("CLIPModel", "clip"))
        .map(ModelPlace::folder)
        .findFirst()
        .orElseThrow(
            () ->
                new CheckpointException(
                    "The localizer in %s has no image tower of its own, and %s holds no CLIPModel."
                        .formatted(place.folder(), place.root())));
  }

  private record Whole(LocalizerNetwork network) implements ReferenceNetwork {
    @Override
    public Map<String, NDArray> forward(NamedTensors inputs) {
      NDArray pixels = inputs.floats("pixel_values", 4);
      inputs.requireAllRead();
      return network.logits(pixels);
    }

    @Override
    public void close() {
      network.close();
    }
  }
}
