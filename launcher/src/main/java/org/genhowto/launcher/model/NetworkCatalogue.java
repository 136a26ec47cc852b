package org.genhowto.launcher.model;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.genhowto.captioner.blip2.Blip2NetworkDescriptors;
import org.genhowto.evaluator.features.InceptionNetworkDescriptors;
import org.genhowto.generator.diffusion.DiffusionNetworkDescriptors;
import org.genhowto.generator.diffusion.SingleFile;
import org.genhowto.localizer.network.LocalizerNetworkDescriptors;
import org.genhowto.networks.checkpoint.CheckpointException;
import org.genhowto.networks.checkpoint.ModelLocation;
import org.genhowto.networks.clip.ClipNetworkDescriptors;
import org.genhowto.networks.model.PublishedNetwork;

/** Every published network that runs here. */
public final class NetworkCatalogue {
  private NetworkCatalogue() {}

  public static List<PublishedNetwork> all() {
    return Stream.of(
            DiffusionNetworkDescriptors.networks(),
            ClipNetworkDescriptors.networks(),
            Blip2NetworkDescriptors.networks(),
            LocalizerNetworkDescriptors.networks(),
            InceptionNetworkDescriptors.networks())
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

  /** The one place below a folder, or in a file, where a network lies. */
  public static ModelLocation find(PublishedNetwork network, Path root) {
    List<ModelLocation> places = SingleFile.places(root).stream().filter(network::isAt).toList();
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
