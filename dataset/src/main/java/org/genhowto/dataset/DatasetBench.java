package org.genhowto.dataset;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.genhowto.dataset.looks.HeldOutImages;
import org.genhowto.dataset.version.DatasetStore;
import org.genhowto.dataset.version.Manifest;
import org.genhowto.dataset.version.Segment;
import org.genhowto.dataset.version.VersionCut;
import org.genhowto.dataset.version.VersionSettings;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.Resampling;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.frames.FrameTar;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.OutageException;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.shard.ShardReader;
import org.genhowto.runtime.shard.ShardSample;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.CaptionedTriplet;
import org.genhowto.schemas.FrameEntry;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.Split;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.TrainingShard;
import org.genhowto.schemas.Triplet;

/** What a dataset costs by the worker's own parts: written, put into a version, read back. */
public final class DatasetBench {
  private static final int BATCH = 500;
  private static final int LANES = 4;
  private static final int WIDTH = 240;
  private static final int HEIGHT = 136;
  private static final List<Split> SPLITS =
      List.of(Split.TRAIN, Split.TRAIN, Split.TRAIN, Split.HELD_OUT, Split.TEST);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final DatasetStore store;
  private final VersionSettings settings;
  private final FramesInMemory frames = new FramesInMemory();

  /**
   * What some samples cost.
   *
   * @param bytes of the version's tars
   * @param written seconds of CPU time for segments, hashes of frames among them
   * @param compacted the same for the version
   * @param read the same for reading all samples back
   * @param heapBytes in use after it
   */
  public record Cost(
      int samples,
      int shards,
      long bytes,
      double written,
      double compacted,
      double read,
      long heapBytes) {}

  public DatasetBench(DatasetStore store, VersionSettings settings) {
    this.store = store;
    this.settings = settings;
  }

  /** Writes so many samples into an empty dataset. */
  public Cost run(int samples) throws IOException {
    ShardHandler handler = new ShardHandler(new TripletSample(frames), store, HeldOutImages.none());
    List<Segment> announced = new ArrayList<>();
    double written = 0;
    for (int begin = 0, batch = 0; begin < samples; begin += BATCH, batch++) {
      List<Incoming<CaptionedTriplet>> inputs =
          batch(begin, Math.min(samples, begin + BATCH), batch % LANES);
      long start = THREADS.getCurrentThreadCpuTime();
      announced.addAll(segments(handler, inputs));
      written += seconds(start);
      frames.blobs.clear();
    }
    long start = THREADS.getCurrentThreadCpuTime();
    Manifest manifest =
        new VersionCut(store, settings)
            .cut(announced)
            .orElseThrow(() -> new IllegalArgumentException(store + " has a version already"))
            .manifest();
    double compacted = seconds(start);
    start = THREADS.getCurrentThreadCpuTime();
    long bytes = 0;
    for (Manifest.Shard shard : manifest.shards()) {
      bytes += shard.bytes();
      read(shard);
    }
    double read = seconds(start);
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    return new Cost(
        (int) manifest.samples(), manifest.shards().size(), bytes, written, compacted, read, heap);
  }

  private static List<Segment> segments(
      ShardHandler handler, List<Incoming<CaptionedTriplet>> inputs) throws IOException {
    List<Segment> segments = new ArrayList<>();
    try {
      for (Outcome outcome : handler.handle(inputs)) {
        if (outcome instanceof Outcome.Emit emit) {
          emit.outputs()
              .forEach(out -> Segment.of((TrainingShard) out.value()).ifPresent(segments::add));
        }
      }
    } catch (OutageException e) {
      throw new IOException(e.getMessage(), e);
    }
    return segments;
  }

  private void read(Manifest.Shard shard) throws IOException {
    try (ShardReader reader =
        ShardReader.open(shard.file(), store.objects().open(shard.file(), 0))) {
      int read = 0;
      for (Optional<ShardSample> next = reader.next(); next.isPresent(); next = reader.next()) {
        read++;
      }
      if (read != shard.samples()) {
        throw new IOException(
            "%s has %d samples, expected %d".formatted(shard.file(), read, shard.samples()));
      }
    }
  }

  private static double seconds(long start) {
    return (THREADS.getCurrentThreadCpuTime() - start) / 1e9;
  }

  private List<Incoming<CaptionedTriplet>> batch(int begin, int end, int lane) throws IOException {
    List<Incoming<CaptionedTriplet>> inputs = new ArrayList<>();
    for (int number = begin; number < end; number++) {
      CaptionedTriplet captioned = captioned(number);
      inputs.add(
          new Incoming<>(
              captioned.getTriplet().getTripletId(),
              captioned,
              Topics.CAPTIONED_TRIPLETS.name(),
              lane,
              number,
              1));
    }
    return inputs;
  }

  private CaptionedTriplet captioned(int number) throws IOException {
    String video = "bench-%07d".formatted(number);
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    FrameTar.Writer writer = new FrameTar.Writer(tar);
    try (writer) {
      for (int second = 0; second < 3; second++) {
        writer.add(new FrameTar.Frame(second, Images.jpeg(picture(3L * number + second), .8)));
      }
    }
    List<FrameEntry> index = writer.index();
    SampledFrames source =
        SampledFrames.newBuilder()
            .setVideoId(video)
            .setCategory(number % 2 == 0 ? "apple" : "egg")
            .setUri("https://videos.example/" + video + ".mp4")
            .setVideoSha256(Sha256.of(video))
            .setContainer("mov")
            .setCodec("h264")
            .setDurationSeconds(3)
            .setWidth(WIDTH)
            .setHeight(HEIGHT)
            .setFrames(frames.put(tar.toByteArray(), FrameTar.MEDIA_TYPE))
            .setIndex(index)
            .build();
    Triplet triplet =
        Triplet.newBuilder()
            .setTripletId(video + "-0-1-2")
            .setSource(source)
            .setSplit(SPLITS.get(number % SPLITS.size()))
            .setInitialSecond(0)
            .setActionSecond(1)
            .setFinalSecond(2)
            .setConfidence(number % 100 / 100.0)
            .setGeometricMean(Math.cbrt(number % 100 / 100.0))
            .setMargin(.1)
            .setModelVersion("bench")
            .build();
    return CaptionedTriplet.newBuilder()
        .setTriplet(triplet)
        .setActionCaption("hands cut thing " + number)
        .setFinalCaption("slices of thing " + number)
        .setCaptionerVersion("bench")
        .build();
  }

  /** Soft patches of colour that no other number has. */
  private static RgbImage picture(long number) {
    byte[] rgb = new byte[3 * 12 * 8];
    new Random(number).nextBytes(rgb);
    return new RgbImage(12, 8, rgb).resize(WIDTH, HEIGHT, Resampling.BICUBIC);
  }

  /** Frames of the present batch, so that no disk is measured twice. */
  private static final class FramesInMemory implements BlobStore {
    private final Map<String, byte[]> blobs = new HashMap<>();

    @Override
    public BlobRef put(byte[] bytes, String mediaType) {
      String sha256 = Sha256.of(bytes);
      blobs.put(sha256, bytes);
      return BlobRef.newBuilder()
          .setUri("blob:" + sha256)
          .setSha256(sha256)
          .setLength(bytes.length)
          .setMediaType(mediaType)
          .build();
    }

    @Override
    public BlobRef put(Path file, String mediaType) {
      throw new UnsupportedOperationException("frames are made in memory");
    }

    @Override
    public byte[] read(BlobRef blob) {
      return read(blob, 0, Math.toIntExact(blob.getLength()));
    }

    @Override
    public byte[] read(BlobRef blob, long offset, int length) {
      byte[] bytes = blobs.getOrDefault(blob.getSha256(), new byte[0]);
      return Arrays.copyOfRange(bytes, (int) offset, (int) offset + length);
    }

    @Override
    public boolean contains(BlobRef blob) {
      return blobs.containsKey(blob.getSha256());
    }

    @Override
    public void close() {}
  }
}
