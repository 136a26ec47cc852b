package org.genhowto.ingest.video;

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

  private Formats() {}
}
