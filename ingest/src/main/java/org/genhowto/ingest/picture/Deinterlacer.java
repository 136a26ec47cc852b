package org.genhowto.ingest.picture;

import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_frame;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersrc_add_frame;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersrc_write_frame;
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

import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/**
 * Makes whole pictures of the two fields of an interlaced frame, as the filter bwdif does over a
 * whole video. Only the frames that are used are worked on, each with the one before and the one
 * after it.
 */
public final class Deinterlacer implements AutoCloseable {
  private static final int FIELD_FLAGS =
      AVFrame.AV_FRAME_FLAG_INTERLACED | AVFrame.AV_FRAME_FLAG_TOP_FIELD_FIRST;
  private static final int FIELDS = 2;

  private final AVFrame picture = av_frame_alloc();

  /** The fields of a frame in the order of their times, half a frame apart. */
  public enum Field {
    FIRST,
    SECOND
  }

  /** A frame with those around it; null at the ends of the video. */
  public record Neighbourhood(@Nullable AVFrame before, AVFrame frame, @Nullable AVFrame after) {}

  /** Whether a frame consists of two fields of different times. */
  public static boolean isInterlaced(AVFrame frame) {
    return (frame.flags() & AVFrame.AV_FRAME_FLAG_INTERLACED) != 0;
  }

  /** The picture of a frame at the time of one of its fields, valid until the next call. */
  public AVFrame picture(Neighbourhood around, Field field) {
    av_frame_unref(picture);
    if (!isInterlaced(around.frame())) {
      return around.frame();
    }
    if (!filter(around, field)) {
      // Too few lines, or pixels of which there are no fields: shown as it is.
      av_frame_unref(picture);
      av_frame_ref(picture, around.frame());
    }
    picture.flags(picture.flags() & ~FIELD_FLAGS);
    return picture;
  }

  @Override
  public void close() {
    av_frame_free(picture);
  }

  /** A neighbour that can lend its lines. */
  private static @Nullable AVFrame alike(@Nullable AVFrame neighbour, AVFrame frame) {
    return neighbour != null
            && neighbour.width() == frame.width()
            && neighbour.height() == frame.height()
            && neighbour.format() == frame.format()
        ? neighbour
        : null;
  }

  private boolean filter(Neighbourhood around, Field field) {
    AVFrame before = alike(around.before(), around.frame());
    AVFrame after = alike(around.after(), around.frame());
    AVFilterGraph graph = avfilter_graph_alloc();
    graph.nb_threads(1);
    AVFilterContext source = new AVFilterContext(null);
    AVFilterContext sink = new AVFilterContext(null);
    try {
      return build(graph, source, sink, around.frame())
          && (before == null || push(source, before))
          && push(source, around.frame())
          && (after == null ? av_buffersrc_add_frame(source, null) >= 0 : push(source, after))
          && pull(sink, before == null ? 0 : FIELDS, field);
    } finally {
      avfilter_graph_free(graph);
    }
  }

  /** Takes the picture of a field out of the filter, from behind those of the frame before. */
  private boolean pull(AVFilterContext sink, int before, Field field) {
    for (int passed = 0; passed <= before + field.ordinal(); passed++) {
      av_frame_unref(picture);
      if (av_buffersink_get_frame(sink, picture) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean build(
      AVFilterGraph graph, AVFilterContext source, AVFilterContext sink, AVFrame like) {
    AVFilterContext bwdif = new AVFilterContext(null);
    String shape =
        "video_size=%dx%d:pix_fmt=%d:time_base=1/25:colorspace=%d:range=%d"
            .formatted(
                like.width(), like.height(), like.format(), like.colorspace(), like.color_range());
    return create(graph, source, "buffer", shape)
        && create(graph, bwdif, "bwdif", null)
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

  /** Hands a frame in, which stays with the caller. */
  private static boolean push(AVFilterContext source, AVFrame frame) {
    return av_buffersrc_write_frame(source, frame) >= 0;
  }
}
