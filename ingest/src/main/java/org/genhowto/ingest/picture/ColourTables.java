package org.genhowto.ingest.picture;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_BT2020;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_SMPTE428;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_SMPTE431;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_SMPTE432;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_RGB;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_ARIB_STD_B67;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_SMPTE2084;
import static org.bytedeco.ffmpeg.global.avutil.AV_FRAME_DATA_CONTENT_LIGHT_LEVEL;
import static org.bytedeco.ffmpeg.global.avutil.AV_FRAME_DATA_MASTERING_DISPLAY_METADATA;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_BGR24;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_GBRP16LE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV444P16LE;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_side_data;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_new_side_data;
import static org.bytedeco.ffmpeg.global.swscale.SWS_ACCURATE_RND;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BICUBIC;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BITEXACT;
import static org.bytedeco.ffmpeg.global.swscale.SWS_FULL_CHR_H_INT;
import static org.bytedeco.ffmpeg.global.swscale.sws_alloc_context;
import static org.bytedeco.ffmpeg.global.swscale.sws_free_context;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale_frame;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * From colours wider than those of a JPEG, such as of HDR, to those of a JPEG. The FFmpeg library
 * makes a table for each kind of colours, which takes seconds of a processor and depends on neither
 * the size of pictures nor the form of pixels. Here a table belongs to the process: pictures go
 * through it in tiles of one size. Safe for several threads.
 */
public final class ColourTables {
  /** How pictures are scaled that are stored. */
  public static final int SCALING =
      SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_BITEXACT;

  /** The tables of this process: what they cost is why there is one set of them. */
  public static final ColourTables SHARED = new ColourTables();

  private static final int TILE = 256;
  private static final int MOST_TABLES = 8;
  private static final int PLANES = 3;
  private static final int SAMPLE_BYTES = 2;
  private static final int PIXEL_BYTES = 3;
  private static final Set<Integer> WIDE_PRIMARIES =
      Set.of(AVCOL_PRI_BT2020, AVCOL_PRI_SMPTE428, AVCOL_PRI_SMPTE431, AVCOL_PRI_SMPTE432);
  private static final Set<Integer> HIGH_RANGE =
      Set.of(AVCOL_TRC_SMPTE2084, AVCOL_TRC_ARIB_STD_B67);

  /** What says how bright the screen was on which a video was made: a table depends on it. */
  private static final List<Integer> LIGHT =
      List.of(AV_FRAME_DATA_MASTERING_DISPLAY_METADATA, AV_FRAME_DATA_CONTENT_LIGHT_LEVEL);

  private final Map<Kind, Table> tables = new LinkedHashMap<>();
  private int made;

  /** A kind of colours. */
  private record Kind(int primaries, int transfer, int matrix, int range, List<ByteBuffer> light) {
    static Kind of(AVFrame frame) {
      return new Kind(
          frame.color_primaries(),
          frame.color_trc(),
          frame.colorspace(),
          frame.color_range(),
          LIGHT.stream().map(type -> bytes(frame, type)).toList());
    }

    private static ByteBuffer bytes(AVFrame frame, int type) {
      AVFrameSideData data = av_frame_get_side_data(frame, type);
      byte[] bytes = new byte[data == null ? 0 : (int) data.size()];
      if (data != null) {
        data.data().get(bytes);
      }
      return ByteBuffer.wrap(bytes);
    }
  }

  private record Table(SwsContext context, AVFrame wide, AVFrame narrow) {}

  /** Whether the colours of a frame need a table. */
  public static boolean areWide(AVFrame frame) {
    return WIDE_PRIMARIES.contains(frame.color_primaries())
        || HIGH_RANGE.contains(frame.color_trc());
  }

  /** Makes a picture able to hold the colours of a frame: three planes of 16 bits. */
  public static int allocateWide(AVFrame picture, AVFrame like, int width, int height) {
    boolean rgb = like.colorspace() == AVCOL_SPC_RGB;
    picture.format(rgb ? AV_PIX_FMT_GBRP16LE : AV_PIX_FMT_YUV444P16LE);
    picture.width(width).height(height);
    picture.colorspace(like.colorspace()).color_range(like.color_range());
    picture.color_primaries(like.color_primaries()).color_trc(like.color_trc());
    for (int type : LIGHT) {
      AVFrameSideData data = av_frame_get_side_data(like, type);
      if (data != null) {
        AVFrameSideData copy = av_frame_new_side_data(picture, type, data.size());
        Pointer.memcpy(copy.data(), data.data(), data.size());
      }
    }
    return av_frame_get_buffer(picture, 0);
  }

  /** Fills a picture of 8 bits of blue, green and red from a wide one of the same size. */
  public synchronized int map(AVFrame wide, AVFrame narrow) {
    Table table = table(Kind.of(wide), wide);
    for (int top = 0; top < wide.height(); top += TILE) {
      for (int left = 0; left < wide.width(); left += TILE) {
        Tile tile =
            new Tile(
                top,
                left,
                Math.min(TILE, wide.height() - top),
                Math.min(TILE, wide.width() - left));
        tile.cut(wide, table.wide());
        int code = sws_scale_frame(table.context(), table.narrow(), table.wide());
        if (code < 0) {
          return code;
        }
        tile.paste(table.narrow(), narrow);
      }
    }
    return 0;
  }

  /** A part of a picture. */
  private record Tile(int top, int left, int rows, int columns) {
    void cut(AVFrame picture, AVFrame tile) {
      for (int plane = 0; plane < PLANES; plane++) {
        for (int row = 0; row < rows; row++) {
          Pointer.memcpy(
              at(tile, plane, row, 0),
              at(picture, plane, top + row, left * SAMPLE_BYTES),
              (long) columns * SAMPLE_BYTES);
        }
      }
    }

    void paste(AVFrame tile, AVFrame picture) {
      for (int row = 0; row < rows; row++) {
        Pointer.memcpy(
            at(picture, 0, top + row, left * PIXEL_BYTES),
            at(tile, 0, row, 0),
            (long) columns * PIXEL_BYTES);
      }
    }

    private static Pointer at(AVFrame frame, int plane, int row, int bytes) {
      BytePointer start = new BytePointer(frame.data(plane));
      return start.position((long) row * frame.linesize(plane) + bytes);
    }
  }

  /** How many tables were made so far. */
  public synchronized int made() {
    return made;
  }

  private Table table(Kind kind, AVFrame like) {
    Table found = tables.remove(kind);
    Table table = found == null ? make(like) : found;
    tables.put(kind, table);
    if (tables.size() > MOST_TABLES) {
      Iterator<Table> oldest = tables.values().iterator();
      free(oldest.next());
      oldest.remove();
    }
    return table;
  }

  private Table make(AVFrame like) {
    made++;
    SwsContext context = sws_alloc_context();
    context.flags(SCALING);
    AVFrame wide = av_frame_alloc();
    allocateWide(wide, like, TILE, TILE);
    for (int plane = 0; plane < PLANES; plane++) {
      Pointer.memset(wide.data(plane), 0, (long) TILE * wide.linesize(plane));
    }
    AVFrame narrow = av_frame_alloc();
    narrow.format(AV_PIX_FMT_BGR24).width(TILE).height(TILE);
    narrow.colorspace(AVCOL_SPC_RGB).color_range(AVCOL_RANGE_JPEG);
    av_frame_get_buffer(narrow, 0);
    return new Table(context, wide, narrow);
  }

  private static void free(Table table) {
    sws_free_context(table.context());
    av_frame_free(table.wide());
    av_frame_free(table.narrow());
  }
}
