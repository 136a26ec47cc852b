package org.genhowto.ingest.video;

/** A codec {@link VideoEncoder} can write, and the encoder of the FFmpeg library it uses. */
public enum VideoCodec {
  MPEG4("mpeg4"),
  MJPEG("mjpeg"),
  MPEG2("mpeg2video"),
  H264("libopenh264"),
  VP8("libvpx"),
  VP9("libvpx-vp9"),
  AV1("libaom-av1");

  final String encoder;

  VideoCodec(String encoder) {
    this.encoder = encoder;
  }
}
