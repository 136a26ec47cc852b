package org.genhowto.ingest.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.genhowto.ingest.video.DamagedFiles;
import org.genhowto.ingest.video.FrameSampling;
import org.genhowto.ingest.video.TestVideos;
import org.genhowto.ingest.video.UnusableVideoException;
import org.genhowto.ingest.video.VideoCodec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged files, read by a child: each is read or refused with a sentence, and this process goes
 * on. {@code -Ddamaged.files=20000} reads more of them.
 */
@Tag("slow")
class DamagedVideosTest {
  private static final int FILES = Integer.getInteger("damaged.files", 300);
  private static final long SEED = Long.getLong("damaged.seed", 20240617);
  private static final FrameSampling SAMPLING = TestVideos.sampling(60, 1 << 20, 1);
  private static final DecodingLimits LIMITS =
      new DecodingLimits(60, 20, 1L << 30, Duration.ofSeconds(20), 100_000, 1L << 28);

  @TempDir Path folder;

  @Test
  void are_read_or_refused_and_do_no_harm() throws Exception {
    List<byte[]> whole = whole();
    Random random = new Random(SEED);
    TreeMap<String, Integer> outcomes = new TreeMap<>();
    Path file = folder.resolve("damaged");
    long bytes = 0;
    try (DecoderProcesses children = new DecoderProcesses(LIMITS, SAMPLING)) {
      for (int i = 0; i < FILES; i++) {
        Files.write(file, DamagedFiles.damaged(whole.get(i % whole.size()), random));
        outcomes.merge(outcome(children, file), 1, Integer::sum);
        bytes += Files.size(file);
      }
    }
    System.out.println(FILES + " damaged files of " + bytes + " bytes: " + outcomes);

    assertThat(outcomes.get("read")).isGreaterThan(FILES / 10);
    assertThat(outcomes.get("refused")).isGreaterThan(FILES / 100);
    assertThat(outcomes.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(FILES);
  }

  /** What ended a child is counted by its sentence, without its numbers. */
  private static String outcome(DecoderProcesses children, Path file) throws Exception {
    try {
      assertThat(children.sample(file, frame -> {}).frames()).isPositive();
      return "read";
    } catch (UnusableVideoException e) {
      assertThat(e).hasMessageEndingWith(".");
      return e.getCause() instanceof ChildEndedException
          ? String.valueOf(e.getMessage()).replaceAll("[0-9.]+", "N")
          : "refused";
    }
  }

  private List<byte[]> whole() throws Exception {
    Object[][] kinds = {
      {"mp4", VideoCodec.H264}, {"webm", VideoCodec.VP9}, {"webm", VideoCodec.VP8},
      {"mkv", VideoCodec.MPEG4}, {"avi", VideoCodec.MJPEG}, {"ts", VideoCodec.MPEG2},
      {"mp4", VideoCodec.AV1}, {"flv", VideoCodec.FLV1}, {"mov", VideoCodec.PRORES},
      {"mkv", VideoCodec.FFV1}, {"wmv", VideoCodec.WMV2}, {"rm", VideoCodec.RV20},
      {"mxf", VideoCodec.MPEG2}, {"nut", VideoCodec.SNOW}, {"ogv", VideoCodec.VP8},
      {"ts", VideoCodec.H264}, {"avi", VideoCodec.CINEPAK}, {"mov", VideoCodec.QTRLE},
    };
    List<byte[]> whole = new ArrayList<>();
    for (Object[] kind : kinds) {
      Path file = folder.resolve(kind[1] + "." + kind[0]);
      whole.add(Files.readAllBytes(TestVideos.steady(file, (VideoCodec) kind[1], 25, 30)));
    }
    whole.add(Files.readAllBytes(Path.of(DamagedFiles.class.getResource("hevc.mp4").toURI())));
    return whole;
  }
}
