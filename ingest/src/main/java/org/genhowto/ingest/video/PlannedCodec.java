package org.genhowto.ingest.video;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AV1;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_FLV1;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MPEG1VIDEO;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MPEG2VIDEO;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MPEG4;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MSMPEG4V2;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MSMPEG4V3;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_VP8;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_VP9;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_WMV1;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_WMV2;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_PROP_INTRA_ONLY;
import static org.bytedeco.ffmpeg.global.avcodec.AV_FIELD_PROGRESSIVE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_FIELD_UNKNOWN;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_descriptor_get;

import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodecDescriptor;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.javacpp.BytePointer;

/** How frames of a codec are made from one another, as far as leaving some out needs to know it. */
enum PlannedCodec {
  /** Nothing is left out. */
  NONE,
  /** Every frame is made from its packet alone. */
  EACH_ALONE,
  /** Nothing behind a key frame is made from what is before it, but frames shown before it. */
  KEY_FRAMES,
  /** As key frames, of which only those count that let go of all before: of type IDR. */
  H264,
  HEVC,
  /** As key frames; some packets only prepare others and show nothing. */
  VP8;

  private static final Set<Integer> KEYED =
      Set.of(
          AV_CODEC_ID_MPEG1VIDEO,
          AV_CODEC_ID_MPEG2VIDEO,
          AV_CODEC_ID_MPEG4,
          AV_CODEC_ID_MSMPEG4V2,
          AV_CODEC_ID_MSMPEG4V3,
          AV_CODEC_ID_WMV1,
          AV_CODEC_ID_WMV2,
          AV_CODEC_ID_FLV1,
          AV_CODEC_ID_VP9,
          AV_CODEC_ID_AV1);

  private static final int NAL_H264_LAST_SLICE = 5;
  private static final int NAL_H264_IDR = 5;
  private static final int NAL_HEVC_LAST_SLICE = 31;
  private static final int NAL_HEVC_IDR = 19;
  private static final int NAL_HEVC_IDR_WITHOUT_LEADING = 20;
  private static final int VP8_SHOWN = 0x10;
  private static final int SEARCHED = 4096;

  /** Videos of fields need the frames around each, of which a packet may hold the half. */
  static PlannedCodec of(MediaFile file) {
    AVCodecParameters stated = file.video().codecpar();
    int fields = stated.field_order();
    if (fields != AV_FIELD_PROGRESSIVE && fields != AV_FIELD_UNKNOWN) {
      return NONE;
    }
    // Packets of such files may hold two frames, or none.
    boolean packed =
        stated.codec_id() == AV_CODEC_ID_MPEG4 && file.probe().container().equals("avi");
    if (packed) {
      return NONE;
    }
    AVCodecDescriptor descriptor = avcodec_descriptor_get(stated.codec_id());
    if (descriptor != null && (descriptor.props() & AV_CODEC_PROP_INTRA_ONLY) != 0) {
      return EACH_ALONE;
    }
    if (stated.codec_id() == AV_CODEC_ID_H264) {
      return H264;
    }
    if (stated.codec_id() == AV_CODEC_ID_HEVC) {
      return HEVC;
    }
    if (stated.codec_id() == AV_CODEC_ID_VP8) {
      return VP8;
    }
    return KEYED.contains(stated.codec_id()) ? KEY_FRAMES : NONE;
  }

  /** Whether a packet makes a frame that is shown. */
  boolean isShown(AVPacket packet) {
    return packet.size() > 0 && (this != VP8 || (packet.data().get() & VP8_SHOWN) != 0);
  }

  /** Whether nothing shown from a packet on is made from what comes before it. */
  boolean isStart(AVPacket packet) {
    return switch (this) {
      case NONE -> false;
      case EACH_ALONE -> true;
      case KEY_FRAMES, VP8 -> isKey(packet);
      case H264 -> isKey(packet) && firstSlice(packet) == NAL_H264_IDR;
      case HEVC -> {
        int slice = isKey(packet) ? firstSlice(packet) : -1;
        yield slice == NAL_HEVC_IDR || slice == NAL_HEVC_IDR_WITHOUT_LEADING;
      }
    };
  }

  private static boolean isKey(AVPacket packet) {
    return (packet.flags() & AV_PKT_FLAG_KEY) != 0;
  }

  /** Type of the first unit that holds a part of the picture; -1 where it is not found. */
  private int firstSlice(AVPacket packet) {
    BytePointer data = packet.data();
    int size = Math.min(packet.size(), SEARCHED);
    byte[] head = new byte[size];
    data.get(head);
    boolean marked =
        size > 4
            && head[0] == 0
            && head[1] == 0
            && (head[2] == 1 || (head[2] == 0 && head[3] == 1));
    for (int at = marked ? 0 : 4; at < size; ) {
      if (marked) {
        at = behindMark(head, at);
      }
      if (at >= size) {
        break;
      }
      int type = this == H264 ? head[at] & 0x1f : head[at] >> 1 & 0x3f;
      boolean slice =
          this == H264 ? type >= 1 && type <= NAL_H264_LAST_SLICE : type <= NAL_HEVC_LAST_SLICE;
      if (slice) {
        return type;
      }
      at = marked ? at : at + length(head, at - 4) + 4;
    }
    return -1;
  }

  private static int behindMark(byte[] head, int from) {
    for (int at = from; at + 3 <= head.length; at++) {
      if (head[at] == 0 && head[at + 1] == 0 && head[at + 2] == 1) {
        return at + 3;
      }
    }
    return head.length;
  }

  /** Units of the usual four bytes of length; others are not found, and count as no start. */
  private static int length(byte[] head, int at) {
    int length =
        (head[at] & 0xff) << 24
            | (head[at + 1] & 0xff) << 16
            | (head[at + 2] & 0xff) << 8
            | (head[at + 3] & 0xff);
    return length < 0 || length > head.length ? head.length : length;
  }
}
