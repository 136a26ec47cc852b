package org.genhowto.launcher.model;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.genhowto.captioner.blip2.Blip2Forward;
import org.genhowto.evaluator.features.InceptionForward;
import org.genhowto.generator.diffusion.DiffusionForward;
import org.genhowto.localizer.network.LocalizerForward;
import org.genhowto.networks.checkpoint.CheckpointException;
import org.genhowto.networks.checkpoint.ModelPlace;
import org.genhowto.networks.clip.ClipForward;
import org.genhowto.networks.model.PublishedNetwork;

/** Every published network that runs here. */
public final class NetworkCatalogue {
  private NetworkCatalogue() {}

  public static List<PublishedNetwork> all() {
    return Stream.of(
            DiffusionForward.networks(),
            ClipForward.networks(),
            Blip2Forward.networks(),
            LocalizerForward.networks(),
            InceptionForward.networks())
        .flatMap(List::stream)
        .toList();
  }

  public static PublishedNetwork named(String name) {
    return all().stream()
        .filter(network -> network.spelling().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--network is '%s', expected one of %s"
                        .formatted(name, all().stream().map(PublishedNetwork::spelling).toList())));
  }

  /** The one place below a folder where a network lies. */
  public static ModelPlace find(PublishedNetwork network, Path root) {
    List<ModelPlace> places = ModelPlace.below(root).stream().filter(network::lies).toList();
    if (places.size() != 1) {
      throw new CheckpointException(
          places.isEmpty()
              ? "%s holds no %s (%s)."
                  .formatted(root, network.spelling(), network.signature().reference())
              : "%s holds several of %s: %s. Name one of these folders."
                  .formatted(root, network.spelling(), places));
    }
    return places.get(0);
  }
}
