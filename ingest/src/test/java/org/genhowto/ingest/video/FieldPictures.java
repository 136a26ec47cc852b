package org.genhowto.ingest.video;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MPEG2VIDEO;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.avutil.av_mallocz;
import static org.genhowto.ingest.video.TestVideos.must;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.function.IntFunction;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Video whose fields are pictures of their own, which no encoder at hand writes. H.264 whose fields
 * are pictures of their own (PAFF): grey levels as they are (macroblocks of the type I_PCM), or a
 * field that repeats the one of its parity before it. Syntax by ITU-T H.264, section 7.3.
 */
final class FieldPictures {
  static final int WIDTH = 128;
  static final int HEIGHT = 64;

  private static final int BLOCK = 16;
  private static final int RATE = 25;
  private static final int I_SLICE = 7;
  private static final int P_SLICE = 5;
  private static final int I_PCM = 25;
  private static final byte[] PARAMETERS = parameters();

  private FieldPictures() {}

  /** Who writes them. */
  enum Codec {
    H264(AV_CODEC_ID_H264),
    MPEG2(AV_CODEC_ID_MPEG2VIDEO);

    private final int id;

    Codec(int id) {
      this.id = id;
    }
  }

  /** How pictures of fields are put into packets. */
  enum Packing {
    /** Both fields of a frame in one. */
    FRAMES,
    /** Each in its own. */
    FIELDS
  }

  /** Which pictures a stream consists of. */
  enum Coding {
    /** Pairs of fields. */
    FIELDS,
    /** Pairs of fields, of which the second frame of two repeats the first. */
    REPEATED_FIELDS,
    /** A whole frame after each pair of fields. */
    ADAPTIVE
  }

  /**
   * Writes a video of 25 frames a second, the upper field first.
   *
   * @param fields the picture at the time of each field, of which its lines are taken
   */
  static Path write(
      Path path,
      Codec codec,
      Coding coding,
      Packing packing,
      int frames,
      IntFunction<BufferedImage> fields) {
    AVFormatContext out = TestVideos.output(path);
    AVStream stream = avformat_new_stream(out, null);
    AVRational base = av_make_q(1, 2 * RATE);
    stream.time_base(base);
    stream.avg_frame_rate(av_make_q(RATE, 1));
    stream.codecpar().codec_type(AVMEDIA_TYPE_VIDEO).codec_id(codec.id);
    stream.codecpar().width(WIDTH).height(HEIGHT);
    byte[] parameters = codec == Codec.H264 ? PARAMETERS : MpegFields.SEQUENCE;
    BytePointer extra = new BytePointer(av_mallocz(parameters.length + 64));
    stream.codecpar().extradata(extra.put(parameters, 0, parameters.length));
    stream.codecpar().extradata_size(parameters.length);
    must(avformat_write_header(out, (PointerPointer<?>) null));
    for (int frame = 0; frame < frames; frame++) {
      byte[][] pictures =
          codec == Codec.H264
              ? pictures(coding, frame, fields)
              : MpegFields.pictures(frame, fields);
      if (packing == Packing.FRAMES) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        for (byte[] picture : pictures) {
          both.writeBytes(picture);
        }
        pictures = new byte[][] {both.toByteArray()};
      }
      for (int i = 0; i < pictures.length; i++) {
        send(
            out,
            stream,
            pictures[i],
            2 * frame + i,
            2 / pictures.length,
            i == 0 && frame % 12 == 0);
      }
    }
    TestVideos.finish(out);
    return path;
  }

  private static void send(
      AVFormatContext out, AVStream stream, byte[] bytes, long time, long duration, boolean key) {
    AVPacket packet = av_packet_alloc();
    must(av_new_packet(packet, bytes.length));
    packet.data().put(bytes, 0, bytes.length);
    packet.pts(time).dts(time).duration(duration).stream_index(0).flags(key ? AV_PKT_FLAG_KEY : 0);
    av_packet_rescale_ts(packet, av_make_q(1, 2 * RATE), stream.time_base());
    must(av_interleaved_write_frame(out, packet));
    av_packet_free(packet);
  }

  private static byte[][] pictures(Coding coding, int frame, IntFunction<BufferedImage> fields) {
    boolean start = frame % 12 == 0;
    boolean odd = frame % 2 == 1;
    if (coding == Coding.ADAPTIVE && odd) {
      return new byte[][] {picture(frame, Lines.ALL, start, fields)};
    }
    if (coding == Coding.REPEATED_FIELDS && odd) {
      return new byte[][] {repeated(frame, Lines.UPPER), repeated(frame, Lines.LOWER)};
    }
    return new byte[][] {
      picture(frame, Lines.UPPER, start, fields), picture(frame, Lines.LOWER, start, fields)
    };
  }

  /** Which lines of a frame a picture holds. */
  private enum Lines {
    UPPER,
    LOWER,
    ALL
  }

  /** A picture of levels; the first field of a start lets go of all before. */
  private static byte[] picture(
      int frame, Lines lines, boolean start, IntFunction<BufferedImage> fields) {
    boolean idr = start && lines != Lines.LOWER;
    BitWriter bits = header(I_SLICE, frame, lines, idr);
    BufferedImage upper = fields.apply(2 * frame);
    BufferedImage lower = fields.apply(2 * frame + 1);
    int height = lines == Lines.ALL ? HEIGHT : HEIGHT / 2;
    for (int top = 0; top < height; top += BLOCK) {
      for (int left = 0; left < WIDTH; left += BLOCK) {
        bits.number(I_PCM);
        bits.align(0);
        for (int y = top; y < top + BLOCK; y++) {
          int line = lines == Lines.ALL ? y : 2 * y + lines.ordinal();
          BufferedImage image = line % 2 == 0 ? upper : lower;
          for (int x = left; x < left + BLOCK; x++) {
            // Levels of video, which reach from 16 to 235.
            bits.write(16 + (image.getRGB(x, line) >> 8 & 0xff) * 219 / 255, 8);
          }
        }
        for (int i = 0; i < BLOCK * BLOCK / 2; i++) {
          bits.write(128, 8);
        }
      }
    }
    ByteArrayOutputStream units = new ByteArrayOutputStream();
    if (idr) {
      units.writeBytes(PARAMETERS);
    }
    units.writeBytes(told(lines));
    units.writeBytes(bits.unit(idr ? 0x65 : 0x21));
    return units.toByteArray();
  }

  /** What the picture is, as television says with each (SEI of type 1): 1, 2, or 3 for both. */
  private static byte[] told(Lines lines) {
    BitWriter bits = new BitWriter();
    bits.write(1, 8);
    bits.write(1, 8);
    bits.write(lines.ordinal() + 1, 4); // pic_struct
    bits.write(0, lines == Lines.ALL ? 2 : 1); // clock_timestamp_flag of each field
    bits.write(1, 1);
    bits.align(0);
    return bits.unit(0x06);
  }

  /** A field of which every macroblock is skipped: that of its parity in the frame before. */
  private static byte[] repeated(int frame, Lines lines) {
    BitWriter bits = header(P_SLICE, frame, lines, false);
    bits.number(WIDTH / BLOCK * HEIGHT / 2 / BLOCK);
    return bits.unit(0x21);
  }

  private static BitWriter header(int type, int frame, Lines lines, boolean idr) {
    int since = frame % 12;
    BitWriter bits = new BitWriter();
    bits.number(0); // first_mb_in_slice
    bits.number(type);
    bits.number(0); // pic_parameter_set_id
    bits.write(since, 8); // frame_num
    bits.write(lines == Lines.ALL ? 0 : 1, 1); // field_pic_flag
    if (lines != Lines.ALL) {
      bits.write(lines.ordinal(), 1); // bottom_field_flag
    }
    if (idr) {
      bits.number(frame / 12 % 2); // idr_pic_id
    }
    bits.write(2 * since + (lines == Lines.LOWER ? 1 : 0), 8); // pic_order_cnt_lsb
    if (type == P_SLICE) {
      bits.write(0, 2); // num_ref_idx_active_override_flag, ref_pic_list_modification_flag_l0
    }
    bits.write(0, idr ? 2 : 1); // dec_ref_pic_marking
    bits.signed(0); // slice_qp_delta
    bits.number(1); // disable_deblocking_filter_idc
    return bits;
  }

  private static byte[] parameters() {
    BitWriter sequence = new BitWriter();
    sequence.write(77, 8); // Main profile
    sequence.write(0, 8);
    sequence.write(30, 8); // Level 3
    sequence.number(0);
    sequence.number(4); // frame_num of 8 bits
    sequence.number(0);
    sequence.number(4); // pic_order_cnt_lsb of 8 bits
    sequence.number(2); // max_num_ref_frames
    sequence.write(0, 1);
    sequence.number(WIDTH / BLOCK - 1);
    sequence.number(HEIGHT / 2 / BLOCK - 1);
    sequence.write(0, 1); // frame_mbs_only_flag
    sequence.write(0, 1); // mb_adaptive_frame_field_flag
    sequence.write(1, 1); // direct_8x8_inference_flag
    sequence.write(0, 1); // frame_cropping_flag
    sequence.write(1, 1); // vui_parameters_present_flag
    sequence.write(0, 4);
    sequence.write(1, 1); // timing_info_present_flag
    sequence.write(1, 32);
    sequence.write(2 * RATE, 32);
    sequence.write(1, 1);
    sequence.write(0, 2);
    sequence.write(1, 1); // pic_struct_present_flag
    sequence.write(1, 1); // bitstream_restriction_flag
    sequence.write(1, 1);
    sequence.number(0);
    sequence.number(0);
    sequence.number(9);
    sequence.number(9);
    sequence.number(0); // max_num_reorder_frames
    sequence.number(2); // max_dec_frame_buffering
    BitWriter picture = new BitWriter();
    picture.number(0);
    picture.number(0);
    picture.write(0, 2); // CAVLC, no order of the lower field
    picture.number(0);
    picture.number(0);
    picture.number(0);
    picture.write(0, 3);
    picture.signed(0);
    picture.signed(0);
    picture.signed(0);
    picture.write(0b100, 3); // deblocking_filter_control_present_flag
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(sequence.unit(0x67));
    both.writeBytes(picture.unit(0x68));
    return both.toByteArray();
  }
}
