package org.genhowto.runtime.frames;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.CaptionedTriplet;
import org.genhowto.schemas.FrameEntry;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.Split;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.Triplet;

/** Records for tests. */
public final class TestTriplets {
  private TestTriplets() {}

  /** Frames of seconds 0 to n-1 with these contents. */
  public static SampledFrames frames(BlobStore blobs, String videoId, List<byte[]> jpegs)
      throws IOException {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    List<FrameEntry> index;
    try (FrameTar.Writer writer = new FrameTar.Writer(tar)) {
      for (int second = 0; second < jpegs.size(); second++) {
        writer.add(new FrameTar.Frame(second, jpegs.get(second)));
      }
      index = writer.index();
    }
    return SampledFrames.newBuilder()
        .setVideoId(videoId)
        .setCategory("apple")
        .setUri("file:/videos/" + videoId + ".mp4")
        .setVideoSha256("00")
        .setContainer("mov")
        .setCodec("h264")
        .setDurationSeconds(jpegs.size())
        .setWidth(16)
        .setHeight(9)
        .setFrames(blobs.put(tar.toByteArray(), FrameTar.MEDIA_TYPE))
        .setIndex(index)
        .build();
  }

  /** Frames whose contents are the text videoId@second. */
  public static SampledFrames namedFrames(BlobStore blobs, String videoId, int seconds)
      throws IOException {
    return frames(
        blobs,
        videoId,
        IntStream.range(0, seconds)
            .mapToObj(second -> (videoId + "@" + second).getBytes(StandardCharsets.UTF_8))
            .toList());
  }

  public static Triplet triplet(
      SampledFrames source, Split split, int initial, int action, int last) {
    return Triplet.newBuilder()
        .setTripletId("%s-%d-%d-%d".formatted(source.getVideoId(), initial, action, last))
        .setSource(source)
        .setSplit(split)
        .setInitialSecond(initial)
        .setActionSecond(action)
        .setFinalSecond(last)
        .setConfidence(0.5)
        .setGeometricMean(0.79)
        .setMargin(0.1)
        .setModelVersion("localizer-1")
        .build();
  }

  public static CaptionedTriplet captioned(Triplet triplet) {
    return CaptionedTriplet.newBuilder()
        .setTriplet(triplet)
        .setActionCaption("hands cut an apple")
        .setFinalCaption("slices of an apple")
        .setCaptionerVersion("captioner-1")
        .build();
  }

  /** A reference to bytes that no store holds. */
  public static BlobRef absentBlob() {
    String sha256 = "0".repeat(64);
    return BlobRef.newBuilder()
        .setUri("blob:" + sha256)
        .setSha256(sha256)
        .setLength(1)
        .setMediaType(FrameTar.MEDIA_TYPE)
        .build();
  }

  public static Incoming<CaptionedTriplet> at(int partition, long offset, CaptionedTriplet value) {
    return new Incoming<>(
        value.getTriplet().getTripletId(),
        value,
        Topics.CAPTIONED_TRIPLETS.name(),
        partition,
        offset,
        1);
  }
}
