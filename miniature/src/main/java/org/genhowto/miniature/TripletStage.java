package org.genhowto.miniature;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.genhowto.captioner.Blip2Captioner;
import org.genhowto.captioner.CaptionHandler;
import org.genhowto.captioner.Settings;
import org.genhowto.captioner.ShardHandler;
import org.genhowto.captioner.ShardSettings;
import org.genhowto.networks.Images;
import org.genhowto.networks.ModelFolder;
import org.genhowto.runtime.BlobStore;
import org.genhowto.runtime.BlobStores;
import org.genhowto.runtime.Configuration;
import org.genhowto.runtime.FrameTar;
import org.genhowto.runtime.Incoming;
import org.genhowto.runtime.Outcome;
import org.genhowto.runtime.RetryableException;
import org.genhowto.runtime.ShardReader;
import org.genhowto.schemas.CaptionedTriplet;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.Split;
import org.genhowto.schemas.Triplet;

/** Captions the localizer's picks and writes training shards, with the workers' own handlers. */
final class TripletStage {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 180;
  private static final double QUALITY = 0.92;
  private static final int LINE = 200;

  private final Path work;
  private final Consumer<String> log;

  TripletStage(Path work, Consumer<String> log) {
    this.work = work;
    this.log = log;
  }

  /** The finished training shards. */
  static List<Path> shards(Path work) throws IOException {
    return ShardReader.shards(work.resolve("shards"), "");
  }

  void mine() throws IOException {
    var model = work.resolve("models/captioner");
    var blobFolder = Files.createDirectories(work.resolve("blobs"));
    var settings = Settings.from(Configuration.of(Map.of("captioner.beams", "1")));
    try (var blobs = BlobStores.open(blobFolder.toUri().toString());
        var captioner = Blip2Captioner.load(model, settings.decoding(), settings.prompt())) {
      var captions = new CaptionHandler(captioner, new ModelFolder(model).version(), blobs);
      var captioned = new ArrayList<Incoming<CaptionedTriplet>>();
      var version = new ModelFolder(work.resolve("models/localizer")).version();
      for (var pick : Pick.read(LocalizerStage.picks(work))) {
        var triplet = triplet(pick, frames(pick, blobs), version);
        var outcome = captions.handle(incoming(triplet, captioned.size()));
        if (outcome instanceof Outcome.Emit emit) {
          var value = (CaptionedTriplet) emit.outputs().get(0).value();
          captioned.add(incoming(value, captioned.size()));
        }
        if (captioned.size() % LINE == 0) {
          log.accept("triplets: " + captioned.size() + " captioned");
        }
      }
      write(captioned, blobs);
    } catch (RetryableException e) {
      throw new IOException("The triplets cannot be written: " + e.getMessage(), e);
    }
  }

  private void write(List<Incoming<CaptionedTriplet>> captioned, BlobStore blobs)
      throws IOException, RetryableException {
    var folder = Files.createDirectories(work.resolve("shards"));
    var settings = Configuration.of(Map.of("shards.directory", folder.toString()));
    new ShardHandler(ShardSettings.from(settings), blobs).handle(captioned);
    Files.writeString(folder.resolve("done"), captioned.size() + "\n");
    log.accept("triplets: " + captioned.size() + " in shards");
  }

  private static <V> Incoming<V> incoming(V value, long offset) {
    return new Incoming<>(null, value, "triplets", 0, offset, 1);
  }

  private static SampledFrames frames(Pick pick, BlobStore blobs) throws IOException {
    var script = VideoScript.of(pick.category(), pick.seed());
    var bytes = new ByteArrayOutputStream();
    var tar = new FrameTar.Writer(bytes);
    for (int second : new TreeSet<>(List.of(pick.initial(), pick.action(), pick.last()))) {
      var image = Pictures.rgb(script.image(second + 0.5, WIDTH, HEIGHT));
      tar.add(new FrameTar.Frame(second, Images.jpeg(image, QUALITY)));
    }
    tar.close();
    var blob = blobs.put(bytes.toByteArray(), FrameTar.MEDIA_TYPE);
    return SampledFrames.newBuilder()
        .setVideoId(script.id())
        .setCategory(pick.category().word())
        .setSplit(Split.TRAIN)
        .setRelevance(script.relevance())
        .setUri("miniature:" + script.id())
        .setVideoSha256(blob.getSha256())
        .setContainer("none")
        .setCodec("mjpeg")
        .setDurationSeconds(script.seconds())
        .setWidth(WIDTH)
        .setHeight(HEIGHT)
        .setFrames(blob)
        .setIndex(tar.index())
        .build();
  }

  private static Triplet triplet(Pick pick, SampledFrames source, String version) {
    return Triplet.newBuilder()
        .setTripletId(pick.tripletId())
        .setSource(source)
        .setSplit(Split.TRAIN)
        .setInitialSecond(pick.initial())
        .setActionSecond(pick.action())
        .setFinalSecond(pick.last())
        .setConfidence(Math.pow(pick.confidence(), 3))
        .setGeometricMean(pick.confidence())
        .setMargin(0)
        .setModelVersion(version)
        .build();
  }
}
