package org.genhowto.ingest.video;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_RGB;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_BGR24;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.avutil.av_get_pix_fmt_name;
import static org.bytedeco.ffmpeg.global.swscale.sws_alloc_context;
import static org.bytedeco.ffmpeg.global.swscale.sws_free_context;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale_frame;

import java.awt.Dimension;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.genhowto.ingest.picture.ColourTables;
import org.jspecify.annotations.Nullable;

/**
 * Makes JPEGs of decoded frames: square pixels, upright, all of the size of the first. Equal frames
 * give equal bytes.
 */
final class PictureWriter implements AutoCloseable {
  private static final double WIDEST_PIXEL = 4;

  /** Of a JPEG as the JDK's library writes it (JPEG_MAX_DIMENSION). */
  private static final int LONGEST_SIDE = 65_500;

  private final FrameSampling sampling;
  private Orientation orientation = Orientation.UPRIGHT;
  private final SwsContext scaler = sws_alloc_context();
  private final AVFrame scaled = av_frame_alloc();
  private final AVFrame wide = av_frame_alloc();
  private final ImageWriter writer = jpegWriter();
  private @Nullable Dimension stored;

  PictureWriter(FrameSampling sampling) {
    this.sampling = sampling;
    scaler.flags(ColourTables.SCALING);
  }

  /** Size of the JPEGs in pixels; known once one is written. */
  Dimension size() {
    Dimension size = stored == null ? new Dimension() : stored;
    return orientation.swapsSides()
        ? new Dimension(/* width= */ size.height, /* height= */ size.width)
        : size;
  }

  /** How the frames of the next file are turned; they become as large as those before are shown. */
  void turn(Orientation next) {
    if (stored != null && next.swapsSides() != orientation.swapsSides()) {
      stored = new Dimension(/* width= */ stored.height, /* height= */ stored.width);
    }
    orientation = next;
  }

  /**
   * The JPEG of one frame.
   *
   * @throws UndecodableException when the frame's pixel format cannot be converted, or it would
   *     become longer than a JPEG can be
   */
  byte[] jpeg(AVFrame frame) throws UndecodableException, IOException {
    Dimension size = stored;
    if (size == null) {
      size = fit(frame);
      stored = size;
    }
    if (scaled.width() != size.width || scaled.height() != size.height) {
      av_frame_unref(scaled);
      scaled.format(AV_PIX_FMT_BGR24).width(size.width).height(size.height);
      scaled.colorspace(AVCOL_SPC_RGB).color_range(AVCOL_RANGE_JPEG);
      check(av_frame_get_buffer(scaled, 0), frame);
    }
    if (ColourTables.areWide(frame)) {
      av_frame_unref(wide);
      check(ColourTables.allocateWide(wide, frame, size.width, size.height), frame);
      check(sws_scale_frame(scaler, wide, frame), frame);
      check(ColourTables.SHARED.map(wide, scaled), frame);
    } else {
      check(sws_scale_frame(scaler, scaled, frame), frame);
    }
    return encode(orientation.apply(image(size)));
  }

  /** The picture of the last JPEG, before it was turned; valid until the next is made. */
  AVFrame last() {
    return scaled;
  }

  @Override
  public void close() {
    writer.dispose();
    av_frame_free(scaled);
    av_frame_free(wide);
    sws_free_context(scaler);
  }

  /** Stored size: pixels made square, the short side at most the limit, no side enlarged. */
  private Dimension fit(AVFrame frame) throws UndecodableException {
    AVRational aspect = frame.sample_aspect_ratio();
    double pixel = aspect.num() > 0 && aspect.den() > 0 ? aspect.num() / (double) aspect.den() : 1;
    if (pixel > WIDEST_PIXEL || pixel < 1 / WIDEST_PIXEL) {
      pixel = 1;
    }
    double width = pixel < 1 ? frame.width() * pixel : frame.width();
    double height = pixel > 1 ? frame.height() / pixel : frame.height();
    double scale = Math.min(1, sampling.shortSide() / Math.min(width, height));
    Dimension size =
        new Dimension(
            (int) Math.max(1, Math.round(width * scale)),
            (int) Math.max(1, Math.round(height * scale)));
    if (Math.max(size.width, size.height) > LONGEST_SIDE) {
      throw new UndecodableException(
          "Its pictures would have %dx%d pixels, expected at most %d on a side."
              .formatted(size.width, size.height, LONGEST_SIDE));
    }
    return size;
  }

  private BufferedImage image(Dimension size) {
    BufferedImage image = new BufferedImage(size.width, size.height, BufferedImage.TYPE_3BYTE_BGR);
    byte[] pixels = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    int row = size.width * 3;
    for (int y = 0; y < size.height; y++) {
      scaled.data(0).position((long) y * scaled.linesize(0)).get(pixels, y * row, row);
    }
    return image;
  }

  private byte[] encode(BufferedImage image) throws IOException {
    ImageWriteParam quality = writer.getDefaultWriteParam();
    quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    quality.setCompressionQuality((float) sampling.jpegQuality());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), quality);
    }
    return bytes.toByteArray();
  }

  /** The JDK's own writer, whatever else is on the class path: the bytes depend on it. */
  private static ImageWriter jpegWriter() {
    Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName("jpeg");
    while (writers.hasNext()) {
      ImageWriter writer = writers.next();
      if ("java.desktop".equals(writer.getClass().getModule().getName())) {
        return writer;
      }
    }
    throw new IllegalStateException("this JDK has no JPEG writer");
  }

  private static void check(int code, AVFrame frame) throws UndecodableException {
    if (code < 0) {
      BytePointer form = av_get_pix_fmt_name(frame.format());
      throw new UndecodableException(
          "A frame of %dx%d pixels in the form %s cannot be made a picture: %s."
              .formatted(
                  frame.width(),
                  frame.height(),
                  form == null ? frame.format() : form.getString(),
                  Ffmpeg.describe(code)));
    }
  }
}
