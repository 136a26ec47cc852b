package org.genhowto.ingest.video;

import static org.bytedeco.ffmpeg.global.avformat.AVPROBE_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avformat.av_probe_input_format3;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVProbeData;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;

/**
 * The containers and decoders of the FFmpeg library that may see foreign bytes: those that videos
 * of people come in. Playlists and scripts that name other files are not among them, nor are still
 * pictures. Every one was given damaged files first, see {@code DamagedFormatsTest}.
 */
final class Formats {
  /** Demuxers, by FFmpeg's names, and how files of theirs are named. */
  static final Map<String, String> ENDINGS =
      inOrder(
          "mov: mp4 m4v mov qt 3gp 3g2 f4v mj2 psp ism ismv",
          "matroska: mkv mk3d",
          "webm: webm",
          "avi: avi divx",
          "mpegts: ts mts m2ts m2t tp trp",
          "mpeg: mpg mpeg mpe vob evo",
          "flv: flv",
          "ogg: ogg ogv ogm ogx",
          "asf: wmv asf dvr-ms",
          "mxf: mxf",
          "dv: dv dif",
          "rm: rm rmvb rv",
          "ivf: ivf",
          "nut: nut",
          "gxf: gxf",
          "wtv: wtv",
          "mpegvideo: m1v m2v mpv mpv2 mp2v",
          "m4v: m4v",
          "h264: h264 264 avc h26l",
          "hevc: hevc h265 265",
          "yuv4mpegpipe: y4m");

  /** Demuxers, by FFmpeg's names. */
  static final String CONTAINERS = String.join(",", ENDINGS.keySet());

  /** Decoders, by FFmpeg's names. */
  static final String DECODERS =
      "h264,hevc,vp8,vp9,av1,libaom-av1,libdav1d,mpeg1video,mpeg2video,mpeg4,mjpeg,theora,h263,flv,"
          + "msmpeg4v2,msmpeg4,vp6,vp6f,wmv1,wmv2,"
          // Cameras and editing.
          + "prores,dvvideo,ffv1,dnxhd,cfhd,huffyuv,ffvhuff,utvideo,magicyuv,rawvideo,v210,png,"
          + "jpeg2000,"
          // Older files, and screens.
          + "wmv3,vc1,msmpeg4v1,cinepak,svq1,svq3,rv10,rv20,rv30,rv40,qtrle,msvideo1,indeo3,indeo4,"
          + "indeo5,vp3,h261,h263p,flashsv,zmbv,snow";

  private static final int PROBED_BYTES = 1 << 16;

  private Formats() {}

  private static Map<String, String> inOrder(String... formats) {
    Map<String, String> endings = new LinkedHashMap<>();
    for (String format : formats) {
      int colon = format.indexOf(": ");
      endings.put(format.substring(0, colon), format.substring(colon + 2));
    }
    return Collections.unmodifiableMap(endings);
  }

  /** Whether a decoder of this name may see foreign bytes. */
  static boolean decodes(String decoder) {
    return List.of(DECODERS.split(",")).contains(decoder);
  }

  /** Why a file could not be opened: what it is, where that is known, or what is wrong with it. */
  static String reason(Path file, int code) throws IOException {
    Optional<AVInputFormat> found = probe(file);
    if (found.isEmpty()) {
      return "its format is not known to the FFmpeg library";
    }
    String name = found.get().name().getString();
    boolean letIn = List.of(CONTAINERS.split(",")).stream().anyMatch(names(name)::contains);
    return letIn
        ? "as %s, %s".formatted(name, Ffmpeg.describe(code))
        : "its format is %s, which is not let in".formatted(name);
  }

  private static List<String> names(String format) {
    return List.of(format.split(","));
  }

  private static Optional<AVInputFormat> probe(Path file) throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(PROBED_BYTES);
    }
    try (BytePointer bytes = new BytePointer(head.length + (long) AVPROBE_PADDING_SIZE);
        BytePointer name = new BytePointer("");
        AVProbeData data = new AVProbeData();
        IntPointer score = new IntPointer(1)) {
      bytes.zero();
      bytes.put(head, 0, head.length);
      data.filename(name).buf(bytes).buf_size(head.length).mime_type(null);
      return Optional.ofNullable(av_probe_input_format3(data, 1, score))
          .filter(format -> score.get() > 0);
    }
  }
}
