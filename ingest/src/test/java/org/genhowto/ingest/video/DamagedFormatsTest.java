package org.genhowto.ingest.video;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.global.avcodec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged files of every container and codec that is let in harm nobody. They are read in a process
 * of their own, which a fault in a library would end. {@code -Ddamaged.copies=400} reads more of
 * each.
 */
@Tag("slow")
class DamagedFormatsTest {
  private static final String COPIES = System.getProperty("damaged.copies", "25");
  private static final String SEED = System.getProperty("damaged.seed", "20240617");

  @TempDir Path folder;

  @Test
  void what_can_be_written_here() throws Exception {
    List<String> formats =
        List.of(
            "PRORES mov, PRORES mxf, DV avi, DV dv, WMV1 wmv, WMV2 wmv, MSMPEG4 avi, FFV1 mkv",
            "CINEPAK avi, CINEPAK mov, HUFFYUV avi, FFVHUFF avi, UTVIDEO avi, MAGICYUV avi, RAW"
                + " avi",
            "V210 mov, QTRLE mov, PNG mov, JPEG2000 mov, SVQ1 mov, RV10 rm, RV20 rm, H263 mov",
            "FLV1 flv, FLASHSV flv, ZMBV avi, MSVIDEO1 avi, CINEFORM mov, SNOW avi, MPEG2 mxf",
            "VP9 ivf, MPEG4 nut, MPEG2 gxf, MPEG2 wtv, MPEG2 m2v, MPEG4 m4v, H264 h264, RAW y4m");
    int written = 0;
    for (String format : String.join(", ", formats).split(", ", -1)) {
      String[] parts = format.split(" ", -1);
      Path file = folder.resolve(parts[0].toLowerCase(Locale.ROOT) + "." + parts[1]);
      TestVideos.any(file, VideoCodec.valueOf(parts[0]), 15);
      assertThat(sampled(file)).describedAs(format).isPositive();
      written++;
    }

    List<String> lines = readDamaged();

    assertThat(lines).hasSize(written);
    // Most damage is passed over: decoders do see it.
    assertThat(lines).filteredOn(line -> !line.split(" ", -1)[1].equals("0")).hasSize(written);
  }

  /** No encoder of these is at hand: their decoders are given noise behind a good header. */
  @Test
  void what_can_only_be_read_here() throws Exception {
    Object[][] formats = {
      {"wmv3.avi", avcodec.AV_CODEC_ID_WMV3, "4ef91a01"},
      {"wvc1.avi", avcodec.AV_CODEC_ID_VC1, "250000010fd20003f01f080000010e4840"},
      {"mpg4.avi", avcodec.AV_CODEC_ID_MSMPEG4V1, ""},
      {"iv31.avi", avcodec.AV_CODEC_ID_INDEO3, ""},
      {"iv41.avi", avcodec.AV_CODEC_ID_INDEO4, ""},
      {"iv50.avi", avcodec.AV_CODEC_ID_INDEO5, ""},
      {"vp31.avi", avcodec.AV_CODEC_ID_VP3, ""},
      {"h261.avi", avcodec.AV_CODEC_ID_H261, ""},
      {"svq3.mov", avcodec.AV_CODEC_ID_SVQ3, ""},
    };
    Random random = new Random(Long.parseLong(SEED));
    for (Object[] format : formats) {
      TestVideos.noise(
          folder.resolve((String) format[0]),
          (int) format[1],
          HexFormat.of().parseHex((String) format[2]),
          random);
    }

    Path real = TestVideos.any(folder.resolve("rv20.rm"), VideoCodec.RV20, 15);
    for (String name : List.of("RV30", "RV40")) {
      String renamed = new String(Files.readAllBytes(real), ISO_8859_1).replace("RV20", name);
      Files.writeString(folder.resolve(name + ".rm"), renamed, ISO_8859_1);
    }

    List<String> lines = readDamaged();
    assertThat(lines).hasSize(formats.length + 3);
  }

  private static int sampled(Path file) throws Exception {
    return new FrameSampler(FrameSampling.DEFAULT).sample(file, frame -> {}).frames();
  }

  private List<String> readDamaged() throws IOException, InterruptedException {
    Path out = Files.createTempFile("damaged", ".txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                DamagedFiles.class.getName(),
                folder.toString(),
                SEED,
                COPIES)
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      assertThat(process.waitFor(30, TimeUnit.MINUTES)).describedAs("ended").isTrue();
      String said = Files.readString(out);
      assertThat(process.exitValue()).describedAs(said).isZero();
      return said.lines().filter(line -> line.matches("\\S+ \\d+ \\d+")).toList();
    } finally {
      process.destroyForcibly();
      Files.delete(out);
    }
  }
}
