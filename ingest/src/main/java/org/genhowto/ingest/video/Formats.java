package org.genhowto.ingest.video;

import static org.bytedeco.ffmpeg.global.avformat.AVPROBE_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avformat.av_probe_input_format3;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  /** Demuxers, by FFmpeg's names. */
  static final String CONTAINERS =
      "mov,matroska,webm,avi,mpegts,mpeg,flv,ogg,asf,mxf,dv,rm,ivf,nut,gxf,wtv,"
          + "mpegvideo,m4v,h264,hevc,yuv4mpegpipe";

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
