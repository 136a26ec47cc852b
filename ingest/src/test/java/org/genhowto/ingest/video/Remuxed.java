package org.genhowto.ingest.video;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.genhowto.ingest.video.TestVideos.must;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.javacpp.PointerPointer;

/** The packets of video files in another file: several as its streams, or at other times. */
final class Remuxed {
  /**
   * One stream of the new file.
   *
   * @param from whose first stream it is
   * @param disposition what it is marked as, as AV_DISPOSITION says it
   * @param seconds by how much its times are shifted
   */
  record Track(Path from, int disposition, double seconds) {}

  private Remuxed() {}

  static Path tracks(Path to, Track... tracks) {
    AVFormatContext out = TestVideos.output(to);
    out.avoid_negative_ts(AVFormatContext.AVFMT_AVOID_NEG_TS_DISABLED);
    List<AVFormatContext> inputs = new ArrayList<>();
    for (Track track : tracks) {
      AVFormatContext in = new AVFormatContext(null);
      must(avformat_open_input(in, track.from().toString(), null, null));
      must(avformat_find_stream_info(in, (PointerPointer<?>) null));
      AVStream stream = avformat_new_stream(out, null);
      must(avcodec_parameters_copy(stream.codecpar(), in.streams(0).codecpar()));
      stream.codecpar().codec_tag(0);
      stream.time_base(in.streams(0).time_base());
      stream.avg_frame_rate(in.streams(0).avg_frame_rate());
      stream.disposition(track.disposition());
      inputs.add(in);
    }
    must(avformat_write_header(out, (PointerPointer<?>) null));
    for (int i = 0; i < tracks.length; i++) {
      copy(inputs.get(i), out, i, tracks[i].seconds());
      avformat_close_input(inputs.get(i));
    }
    TestVideos.finish(out);
    return to;
  }

  private static void copy(AVFormatContext in, AVFormatContext out, int number, double seconds) {
    AVStream from = in.streams(0);
    long shift = Math.round(seconds * from.time_base().den() / from.time_base().num());
    AVPacket packet = av_packet_alloc();
    while (av_read_frame(in, packet) >= 0) {
      packet.pts(packet.pts() + shift).dts(packet.dts() + shift).stream_index(number).pos(-1);
      av_packet_rescale_ts(packet, from.time_base(), out.streams(number).time_base());
      must(av_interleaved_write_frame(out, packet));
    }
    av_packet_free(packet);
  }
}
