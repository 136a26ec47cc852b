package org.genhowto.ingest.video;

import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_BGR0;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_BGR24;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB24;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB555LE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV410P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV422P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV422P10LE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;

/**
 * A codec {@link VideoEncoder} can write, the encoder of the FFmpeg library it uses, and the form
 * of the pixels it is given.
 */
public enum VideoCodec {
  MPEG4("mpeg4", AV_PIX_FMT_YUV420P),
  MJPEG("mjpeg", AV_PIX_FMT_YUVJ420P),
  MPEG2("mpeg2video", AV_PIX_FMT_YUV420P),
  H264("libopenh264", AV_PIX_FMT_YUV420P),
  VP8("libvpx", AV_PIX_FMT_YUV420P),
  VP9("libvpx-vp9", AV_PIX_FMT_YUV420P),
  AV1("libaom-av1", AV_PIX_FMT_YUV420P),
  PRORES("prores_ks", AV_PIX_FMT_YUV422P10LE),
  DV("dvvideo", AV_PIX_FMT_YUV420P),
  WMV1("wmv1", AV_PIX_FMT_YUV420P),
  WMV2("wmv2", AV_PIX_FMT_YUV420P),
  MSMPEG4("msmpeg4", AV_PIX_FMT_YUV420P),
  FFV1("ffv1", AV_PIX_FMT_YUV420P),
  CINEPAK("cinepak", AV_PIX_FMT_RGB24),
  HUFFYUV("huffyuv", AV_PIX_FMT_YUV422P),
  FFVHUFF("ffvhuff", AV_PIX_FMT_YUV420P),
  UTVIDEO("utvideo", AV_PIX_FMT_YUV420P),
  MAGICYUV("magicyuv", AV_PIX_FMT_YUV420P),
  RAW("rawvideo", AV_PIX_FMT_YUV420P),
  V210("v210", AV_PIX_FMT_YUV422P10LE),
  QTRLE("qtrle", AV_PIX_FMT_RGB24),
  PNG("png", AV_PIX_FMT_RGB24),
  JPEG2000("jpeg2000", AV_PIX_FMT_YUV420P),
  SVQ1("svq1", AV_PIX_FMT_YUV410P),
  RV10("rv10", AV_PIX_FMT_YUV420P),
  RV20("rv20", AV_PIX_FMT_YUV420P),
  H263("h263p", AV_PIX_FMT_YUV420P),
  FLV1("flv", AV_PIX_FMT_YUV420P),
  FLASHSV("flashsv", AV_PIX_FMT_BGR24),
  ZMBV("zmbv", AV_PIX_FMT_BGR0),
  MSVIDEO1("msvideo1", AV_PIX_FMT_RGB555LE),
  CINEFORM("cfhd", AV_PIX_FMT_YUV422P10LE),
  SNOW("snow", AV_PIX_FMT_YUV420P);

  final String encoder;
  final int pixelFormat;

  VideoCodec(String encoder, int pixelFormat) {
    this.encoder = encoder;
    this.pixelFormat = pixelFormat;
  }
}
