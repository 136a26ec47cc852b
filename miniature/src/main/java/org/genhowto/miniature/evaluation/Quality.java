package org.genhowto.miniature.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.genhowto.captioner.Blip2Captioner;
import org.genhowto.captioner.CaptionerSettings;
import org.genhowto.generator.diffusion.Autoencoder;
import org.genhowto.generator.diffusion.AutoencoderFiles;
import org.genhowto.miniature.drawing.Captions;
import org.genhowto.miniature.video.CaptionedPicture;
import org.genhowto.miniature.video.Gallery;
import org.genhowto.miniature.video.Pictures;
import org.genhowto.miniature.world.Category;
import org.genhowto.miniature.world.Scale;
import org.genhowto.networks.image.Normalization;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.config.Configuration;

/** Measures the networks beside the generators on stills nothing was trained on. */
final class Quality {
  private final Path models;
  private final List<CaptionedPicture> stills;

  Quality(Path models, Scale scale) {
    this.models = models;
    this.stills =
        LongStream.range(0, scale.trial().stills())
            .mapToObj(Gallery.of(scale)::validation)
            .toList();
  }

  NetworkQuality measure(Reader clip, Reader judge) throws IOException {
    return new NetworkQuality(stills.size(), read(clip), read(judge), autoencoder(), captioner());
  }

  private NetworkQuality.Reading read(Reader reader) {
    int phases = 0;
    int both = 0;
    for (var still : stills) {
      var reading = reader.read(Pictures.rgb(still.image()));
      var category = still.scene().category();
      both += reading.meaning().equals(still.meaning()) ? 1 : 0;
      phases += reading.sight(category).equals(still.sight()) ? 1 : 0;
    }
    return new NetworkQuality.Reading(share(phases), share(both));
  }

  private NetworkQuality.Reconstruction autoencoder() throws IOException {
    double absolute = 0;
    double squares = 0;
    try (NDManager manager = NDManager.newBaseManager();
        var autoencoder = AutoencoderFiles.load(manager, models.resolve("diffusion/vae"))) {
      for (var still : stills) {
        var image = Pictures.rgb(still.image());
        var again = throughAutoencoder(manager, autoencoder, image);
        for (int i = 0; i < image.rgb().length; i++) {
          double difference = Pictures.difference(image, again, i);
          absolute += difference / image.rgb().length;
          squares += difference * difference / image.rgb().length;
        }
      }
    }
    return new NetworkQuality.Reconstruction(
        absolute / stills.size(), 10 * Math.log10(255 * 255 / (squares / stills.size())));
  }

  /** What is left of a picture after its latent. */
  static RgbImage throughAutoencoder(NDManager manager, Autoencoder autoencoder, RgbImage image) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray latent = autoencoder.encode(image.toArray(scope, Normalization.SIGNED));
      return RgbImage.ofSigned(autoencoder.decode(latent));
    }
  }

  private NetworkQuality.Words captioner() {
    var settings = CaptionerSettings.from(Configuration.of(Map.of()));
    int exact = 0;
    int category = 0;
    int both = 0;
    try (var captioner =
        Blip2Captioner.load(models.resolve("captioner"), settings.decoding(), "")) {
      for (var still : stills) {
        var caption = captioner.describe(List.of(Pictures.rgb(still.image()))).get(0).text();
        exact += Captions.of(still.scene(), still.sight()).contains(caption) ? 1 : 0;
        category += names(caption, still.scene().category()) ? 1 : 0;
        both += says(caption, still) ? 1 : 0;
      }
    }
    return new NetworkQuality.Words(share(exact), share(category), share(both));
  }

  private static boolean names(String caption, Category category) {
    return List.of(caption.split(" ")).contains(category.word());
  }

  /** Whether the caption is one of the category's captions for the still's phase. */
  private static boolean says(String caption, CaptionedPicture still) {
    var category = still.scene().category();
    return category.tints().stream()
        .flatMap(
            tint ->
                category.family().outcomes().stream()
                    .flatMap(
                        outcome -> Captions.of(category, tint, outcome, still.sight()).stream()))
        .anyMatch(caption::equals);
  }

  private double share(int count) {
    return (double) count / stills.size();
  }
}
