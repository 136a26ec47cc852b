package org.genhowto.miniature.training;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.genhowto.captioner.Blip2Captioner;
import org.genhowto.captioner.CaptionerSettings;
import org.genhowto.captioner.TripletCaptioner;
import org.genhowto.captioner.UnusableTripletException;
import org.genhowto.dataset.ShardWriter;
import org.genhowto.miniature.video.Pictures;
import org.genhowto.miniature.video.VideoScript;
import org.genhowto.miniature.video.VideoSplits;
import org.genhowto.miniature.world.Scale;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.genhowto.networks.image.Images;
import org.genhowto.runtime.blob.AtomicFile;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.blob.BlobStores;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.frames.FrameTar;
import org.genhowto.runtime.shard.ShardReader;
import org.genhowto.schemas.CaptionedTriplet;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.Split;
import org.genhowto.schemas.Triplet;

/**
 * Mines triplets: the localizer's runs choose moments, the captioner puts them into words, and they
 * go into shards, by the workers' own parts. Two sets are made: for training, from videos of the
 * seen categories, and held-out ones from fresh videos of the measured categories.
 */
public final class TripletStage {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 180;
  private static final double QUALITY = 0.92;
  private static final int LINE = 200;

  private final Path work;
  private final Scale scale;
  private final Consumer<String> log;

  TripletStage(Path work, Scale scale, Consumer<String> log) {
    this.work = work;
    this.scale = scale;
    this.log = log;
  }

  /** The training shards. */
  public static List<Path> shards(Path work) throws IOException {
    return ShardReader.shards(work.resolve("shards"), "");
  }

  void mine() throws IOException {
    var training = work.resolve("training.csv");
    var heldOut = work.resolve("heldout.csv");
    try (var footage = new VideoSplits(work, scale);
        var runs = new LocalizerEnsemble(Stage.LOCALIZER.folder(work), scale.mining().runs())) {
      var mining = new Mining(runs, scale.mining().leastConfidence());
      MinedTriplet.write(training, mining.picks(footage.trainingOfSeen()));
      MinedTriplet.write(heldOut, mining.picks(footage.heldOut()));
    }
    write(MinedTriplet.read(training), Split.TRAIN, work.resolve("shards"));
    write(MinedTriplet.read(heldOut), Split.HELD_OUT, work.resolve("heldout"));
  }

  /** Captions picks and writes them as shards; what was captioned before is not again. */
  void write(List<MinedTriplet> picks, Split split, Path folder) throws IOException {
    var model = Stage.CAPTIONER.folder(work);
    var blobFolder = Files.createDirectories(work.resolve("blobs"));
    var settings = CaptionerSettings.from(Configuration.of(Map.of("captioner.beams", "1")));
    try (var blobs = BlobStores.open(blobFolder.toUri().toString());
        var captioner = Blip2Captioner.load(model, settings.decoding(), settings.prompt())) {
      var captions = new TripletCaptioner(captioner, new ModelFolder(model).version(), blobs);
      var captioned = new ArrayList<CaptionedTriplet>();
      var version = new ModelFolder(Stage.LOCALIZER.folder(work)).version();
      for (var pick : picks) {
        captioned(triplet(pick, frames(pick, split, blobs), split, version), captions)
            .ifPresent(captioned::add);
        if (captioned.size() % LINE == 0) {
          log.accept("triplets: %d of %d captioned".formatted(captioned.size(), picks.size()));
        }
      }
      write(captioned, blobs, folder);
    } catch (UnusableTripletException e) {
      throw new IOException("The triplets cannot be captioned: " + e.getMessage(), e);
    }
  }

  /** The triplet with its captions, from an earlier start where they are there; empty if none. */
  private Optional<CaptionedTriplet> captioned(Triplet triplet, TripletCaptioner captions)
      throws IOException, UnusableTripletException {
    var folder = Files.createDirectories(Stage.TRIPLETS.state(work).resolve("captions"));
    var file = folder.resolve(triplet.getTripletId() + ".avro");
    if (Files.exists(file)) {
      var kept = CaptionedTriplet.fromByteBuffer(ByteBuffer.wrap(Files.readAllBytes(file)));
      return Optional.of(kept);
    }
    var captioned = captions.caption(triplet);
    if (captioned.isPresent()) {
      AtomicFile.write(file, captioned.get().toByteBuffer().array());
    }
    return captioned;
  }

  private void write(List<CaptionedTriplet> captioned, BlobStore blobs, Path folder)
      throws IOException {
    Files.createDirectories(folder);
    if (captioned.isEmpty()) {
      throw new IOException("No triplet was mined for " + folder);
    }
    new ShardWriter(folder, blobs).write(captioned);
    log.accept("triplets: %d in %s".formatted(captioned.size(), folder));
  }

  private SampledFrames frames(MinedTriplet pick, Split split, BlobStore blobs) throws IOException {
    var script = VideoScript.of(scale.world().edition(), pick.category(), pick.seed());
    var bytes = new ByteArrayOutputStream();
    var tar = new FrameTar.Writer(bytes);
    for (int second : new TreeSet<>(List.of(pick.initial(), pick.action(), pick.finalState()))) {
      var image = Pictures.rgb(script.image(second + 0.5, WIDTH, HEIGHT));
      tar.add(new FrameTar.Frame(second, Images.jpeg(image, QUALITY)));
    }
    tar.close();
    var blob = blobs.put(bytes.toByteArray(), FrameTar.MEDIA_TYPE);
    return SampledFrames.newBuilder()
        .setVideoId(script.id())
        .setCategory(pick.category().word())
        .setSplit(split)
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

  private Triplet triplet(MinedTriplet pick, SampledFrames source, Split split, String version) {
    return Triplet.newBuilder()
        .setTripletId(pick.tripletId())
        .setSource(source)
        .setSplit(split)
        .setInitialSecond(pick.initial())
        .setActionSecond(pick.action())
        .setFinalSecond(pick.finalState())
        .setConfidence(Math.pow(pick.confidence(), 3))
        .setGeometricMean(pick.confidence())
        .setMargin(pick.margin())
        .setVotes(pick.votes())
        .setRuns(scale.mining().runs())
        .setModelVersion(version)
        .build();
  }
}
