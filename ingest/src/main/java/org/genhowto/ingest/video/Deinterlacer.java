package org.genhowto.ingest.video;

import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_frame;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersrc_add_frame;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_get_by_name;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_alloc;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_config;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_create_filter;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_free;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_link;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_ref;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/**
 * Makes one picture of the two fields of an interlaced frame, as the filter
 * bwdif=mode=send_frame:deint=interlaced does over the whole video. Only the frames that are used
 * are worked on, each with the one before and the one after it.
 */
final class Deinterlacer implements AutoCloseable {
  private static final String FILTER = "mode=send_frame:deint=interlaced";

  private final AVFrame picture = av_frame_alloc();

  /** Whether a frame consists of two fields of different times. */
  static boolean isInterlaced(AVFrame frame) {
    return (frame.flags() & AVFrame.AV_FRAME_FLAG_INTERLACED) != 0;
  }

  /**
   * The picture of a frame, valid until the next call.
   *
   * @param before the frame before it; null at the start of the video
   * @param after the frame after it; null at the end of the video
   */
  AVFrame picture(@Nullable AVFrame before, AVFrame frame, @Nullable AVFrame after) {
    av_frame_unref(picture);
    if (!isInterlaced(frame)) {
      return frame;
    }
    if (!filter(neighbours(before, frame, after))) {
      // Too few lines, or pixels of which there are no fields: shown as it is.
      av_frame_unref(picture);
      av_frame_ref(picture, frame);
    }
    picture.flags(
        picture.flags() & ~(AVFrame.AV_FRAME_FLAG_INTERLACED | AVFrame.AV_FRAME_FLAG_TOP_FIELD_FIRST));
    return picture;
  }

  @Override
  public void close() {
    av_frame_free(picture);
  }

  private record Input(AVFrame frame, boolean wanted) {}

  private static List<Input> neighbours(
      @Nullable AVFrame before, AVFrame frame, @Nullable AVFrame after) {
    List<Input> inputs = new ArrayList<>();
    if (before != null && alike(before, frame)) {
      inputs.add(new Input(before, false));
    }
    inputs.add(new Input(frame, true));
    if (after != null && alike(frame, after)) {
      inputs.add(new Input(after, false));
    }
    return inputs;
  }

  private static boolean alike(AVFrame one, AVFrame other) {
    return one.width() == other.width()
        && one.height() == other.height()
        && one.format() == other.format();
  }

  private boolean filter(List<Input> inputs) {
    AVFilterGraph graph = avfilter_graph_alloc();
    graph.nb_threads(1);
    AVFilterContext source = new AVFilterContext(null);
    AVFilterContext sink = new AVFilterContext(null);
    try {
      if (!build(graph, source, sink, inputs.get(0).frame())) {
        return false;
      }
      for (Input input : inputs) {
        if (!push(source, input)) {
          return false;
        }
      }
      if (av_buffersrc_add_frame(source, null) < 0) {
        return false;
      }
      for (Input input : inputs) {
        av_frame_unref(picture);
        if (av_buffersink_get_frame(sink, picture) < 0) {
          return false;
        }
        if (input.wanted()) {
          return true;
        }
      }
      return false;
    } finally {
      avfilter_graph_free(graph);
    }
  }

  private static boolean build(
      AVFilterGraph graph, AVFilterContext source, AVFilterContext sink, AVFrame like) {
    AVFilterContext bwdif = new AVFilterContext(null);
    String shape =
        "video_size=%dx%d:pix_fmt=%d:time_base=1/1:colorspace=%d:range=%d"
            .formatted(
                like.width(), like.height(), like.format(), like.colorspace(), like.color_range());
    return create(graph, source, "buffer", shape)
        && create(graph, bwdif, "bwdif", FILTER)
        && create(graph, sink, "buffersink", null)
        && avfilter_link(source, 0, bwdif, 0) >= 0
        && avfilter_link(bwdif, 0, sink, 0) >= 0
        && avfilter_graph_config(graph, null) >= 0;
  }

  private static boolean create(
      AVFilterGraph graph, AVFilterContext filter, String name, @Nullable String arguments) {
    return avfilter_graph_create_filter(
            filter, avfilter_get_by_name(name), name, arguments, null, graph)
        >= 0;
  }

  /** Neighbours lend their lines only: as progressive frames they pass through unchanged. */
  private static boolean push(AVFilterContext source, Input input) {
    AVFrame copy = av_frame_alloc();
    try {
      if (av_frame_ref(copy, input.frame()) < 0) {
        return false;
      }
      if (!input.wanted()) {
        copy.flags(copy.flags() & ~AVFrame.AV_FRAME_FLAG_INTERLACED);
      }
      return av_buffersrc_add_frame(source, copy) >= 0;
    } finally {
      av_frame_free(copy);
    }
  }
}
