package org.genhowto.ingest;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.genhowto.ingest.decoding.DecoderLostException;
import org.genhowto.ingest.fetch.FetchedVideo;
import org.genhowto.ingest.fetch.Fetcher;
import org.genhowto.ingest.fetch.Workplace;
import org.genhowto.ingest.video.Sampled;
import org.genhowto.ingest.video.StillVideoException;
import org.genhowto.ingest.video.UnusableVideoException;
import org.genhowto.ingest.video.VideoSampler;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.frames.FrameTar;
import org.genhowto.runtime.handler.Handler;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.NotYetException;
import org.genhowto.runtime.handler.OutageException;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.Output;
import org.genhowto.runtime.handler.RetryableException;
import org.genhowto.runtime.remote.HostPermits;
import org.genhowto.runtime.worker.WorkerComponent;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.ContractException;
import org.genhowto.schemas.FrameEntry;
import org.genhowto.schemas.PlainText;
import org.genhowto.schemas.Redaction;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.VideoContract;
import org.genhowto.schemas.VideoFlaw;
import org.genhowto.schemas.VideoReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Video reference in, sampled frames out: fetches the video, takes one frame a second and stores
 * them as one tar. The same video gives the same blob.
 */
final class IngestHandler implements Handler<VideoReference>, WorkerComponent {
  private static final Logger LOG = LoggerFactory.getLogger(IngestHandler.class);

  static final String STILL_VIDEO = "still-video";

  /** When a host that is busy with others is asked again. */
  private static final Duration BUSY = Duration.ofMillis(500);

  private final Fetcher fetcher;
  private final VideoSampler sampler;
  private final BlobStore blobs;
  private final Path folder;

  /** Many videos may be on their way, but no more are decoded at once than there are processors. */
  private final Semaphore decoders;

  IngestHandler(IngestSettings settings, BlobStore blobs) {
    this.fetcher = new Fetcher(settings.fetch(), settings.reach());
    this.sampler = settings.decoding().sampler(settings.sampling());
    this.blobs = blobs;
    this.folder = settings.fetch().folder();
    this.decoders =
        new Semaphore(
            Math.max(
                1,
                Runtime.getRuntime().availableProcessors() / settings.sampling().decoderThreads()));
  }

  @Override
  public Outcome handle(Incoming<VideoReference> input)
      throws RetryableException, OutageException, NotYetException, InterruptedException {
    VideoReference reference = input.value();
    try {
      requireValid(reference);
      try (FetchedVideo video = fetch(reference, input.attempt())) {
        SampledFrames frames = sample(reference, video);
        return Outcome.emit(new Output<>(Topics.SAMPLED_FRAMES, reference.getVideoId(), frames));
      }
    } catch (StillVideoException e) {
      return Outcome.skip(
          STILL_VIDEO,
          String.valueOf(e.getMessage()),
          Map.of("key-frames", (double) e.keyFrames(), "change", (double) e.change()));
    } catch (UnusableVideoException e) {
      return Outcome.reject(
          "Video %s cannot be used. %s"
              .formatted(PlainText.shown(reference.getVideoId()), e.getMessage()));
    } catch (DecoderLostException e) {
      throw new RetryableException(
          "Video %s was not read. %s".formatted(reference.getVideoId(), e.getMessage()), e);
    } catch (IOException e) {
      throw new OutageException(
          "Cannot make or store the frames of video %s: %s."
              .formatted(reference.getVideoId(), e.getMessage()),
          e);
    }
  }

  @Override
  public void close() {
    sampler.close();
    fetcher.close();
  }

  /** Holds one of the host's places for as long as the transfer takes. */
  private FetchedVideo fetch(VideoReference reference, int attempt)
      throws UnusableVideoException,
          RetryableException,
          OutageException,
          NotYetException,
          InterruptedException {
    URI location = fetcher.locate(reference.getUri());
    Optional<HostPermits.Permit> permit = fetcher.permits().tryAcquire(location);
    if (permit.isEmpty()) {
      throw new NotYetException(
          "%s was not asked for: its host is busy with others."
              .formatted(Redaction.uri(location.toString())),
          BUSY);
    }
    try (HostPermits.Permit held = permit.get()) {
      return fetcher.fetch(location, attempt);
    }
  }

  private SampledFrames sample(VideoReference reference, FetchedVideo video)
      throws UnusableVideoException, IOException, InterruptedException {
    decoders.acquire();
    try (Workplace workplace = Workplace.in(folder)) {
      Path tar = workplace.file("frames.tar");
      OutputStream out = Files.newOutputStream(tar);
      FrameTar.Writer writer = new FrameTar.Writer(out);
      Sampled sampled;
      try (writer) {
        sampled = sampler.sample(video.file(), writer::add);
      }
      log(reference, sampled.flaws());
      BlobRef blob = blobs.put(tar, FrameTar.MEDIA_TYPE);
      return describe(reference, video, sampled, blob, writer.index());
    } finally {
      decoders.release();
    }
  }

  /** One line a kind, however many there are. */
  private static void log(VideoReference reference, List<VideoFlaw> flaws) {
    flaws.stream()
        .collect(Collectors.groupingBy(VideoFlaw::getKind, TreeMap::new, Collectors.toList()))
        .forEach(
            (kind, all) ->
                LOG.atInfo()
                    .addKeyValue("videoId", reference.getVideoId())
                    .addKeyValue("flaw", kind)
                    .addKeyValue("flaws", all.size())
                    .addKeyValue("fromSecond", all.get(0).getFromSecond())
                    .addKeyValue("toSecond", all.get(all.size() - 1).getToSecond())
                    .log("the frames do not show all of a video"));
  }

  private static SampledFrames describe(
      VideoReference reference,
      FetchedVideo video,
      Sampled sampled,
      BlobRef frames,
      List<FrameEntry> index) {
    return SampledFrames.newBuilder()
        .setVideoId(reference.getVideoId())
        .setCategory(reference.getCategory())
        .setSplit(reference.getSplit().orElse(null))
        .setRelevance(reference.getRelevance().orElse(null))
        .setLicence(reference.getLicence().orElse(null))
        .setUri(Redaction.uri(reference.getUri()))
        .setVideoSha256(video.sha256())
        .setContainer(sampled.probe().container())
        .setCodec(sampled.probe().codec())
        .setDurationSeconds(sampled.seconds())
        .setWidth(sampled.width())
        .setHeight(sampled.height())
        .setFrames(frames)
        .setIndex(index)
        .setFlaws(sampled.flaws())
        .setFacts(sampled.facts())
        .build();
  }

  private static void requireValid(VideoReference reference) throws UnusableVideoException {
    try {
      VideoContract.require(reference);
    } catch (ContractException e) {
      throw new UnusableVideoException("Its " + e.getMessage() + ".", e);
    }
  }
}
