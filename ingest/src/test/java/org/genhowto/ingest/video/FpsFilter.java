package org.genhowto.ingest.video;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_frame;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersrc_add_frame;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersrc_close;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_get_by_name;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_alloc;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_config;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_create_filter;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_free;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_link;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AV_TIME_BASE;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;
import static org.genhowto.ingest.video.TestVideos.must;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * FFmpeg's own filter fps=1 over a video of {@link TestVideos}: the oracle of the sampling rule.
 */
final class FpsFilter {
  private FpsFilter() {}

  /** Second and number of every frame that comes out of the filter. */
  static List<String> secondsAndNumbers(Path path) {
    AVFormatContext in = new AVFormatContext(null);
    must(avformat_open_input(in, path.toString(), null, null));
    must(avformat_find_stream_info(in, (PointerPointer<?>) null));
    AVStream stream = in.streams(0);
    AVCodec codec = avcodec_find_decoder(stream.codecpar().codec_id());
    AVCodecContext decoder = avcodec_alloc_context3(codec);
    must(avcodec_parameters_to_context(decoder, stream.codecpar()));
    decoder.pkt_timebase(stream.time_base());
    must(avcodec_open2(decoder, codec, (PointerPointer<?>) null));
    long start = av_rescale_q(in.start_time(), av_make_q(1, AV_TIME_BASE), stream.time_base());

    AVFilterGraph graph = avfilter_graph_alloc();
    AVFilterContext source = new AVFilterContext(null);
    AVFilterContext fps = new AVFilterContext(null);
    AVFilterContext sink = new AVFilterContext(null);
    String shape =
        "video_size=%dx%d:pix_fmt=%d:time_base=%d/%d:pixel_aspect=1/1"
            .formatted(
                stream.codecpar().width(),
                stream.codecpar().height(),
                stream.codecpar().format(),
                stream.time_base().num(),
                stream.time_base().den());
    must(create(source, "buffer", shape, graph));
    must(create(fps, "fps", "fps=1", graph));
    must(create(sink, "buffersink", null, graph));
    must(avfilter_link(source, 0, fps, 0));
    must(avfilter_link(fps, 0, sink, 0));
    must(avfilter_graph_config(graph, null));

    List<String> found = new ArrayList<>();
    AVPacket packet = av_packet_alloc();
    AVFrame frame = av_frame_alloc();
    AVFrame filtered = av_frame_alloc();
    long end = 0;
    boolean reading = true;
    while (reading) {
      reading = av_read_frame(in, packet) >= 0;
      must(avcodec_send_packet(decoder, reading ? packet : null));
      av_packet_unref(packet);
      while (avcodec_receive_frame(decoder, frame) >= 0) {
        frame.pts(frame.best_effort_timestamp() - start);
        end = frame.pts() + frame.duration();
        must(av_buffersrc_add_frame(source, frame));
      }
      if (!reading) {
        must(av_buffersrc_close(source, end, 0));
      }
      while (av_buffersink_get_frame(sink, filtered) >= 0) {
        found.add(filtered.pts() + ":" + TestVideos.number(filtered));
        av_frame_unref(filtered);
      }
    }
    av_frame_free(filtered);
    av_frame_free(frame);
    av_packet_free(packet);
    avfilter_graph_free(graph);
    avcodec_free_context(decoder);
    avformat_close_input(in);
    return found;
  }

  private static int create(
      AVFilterContext filter, String name, @Nullable String arguments, AVFilterGraph graph) {
    return avfilter_graph_create_filter(
        filter, avfilter_get_by_name(name), name, arguments, null, graph);
  }
}
