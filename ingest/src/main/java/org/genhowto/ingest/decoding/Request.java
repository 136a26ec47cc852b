package org.genhowto.ingest.decoding;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import org.genhowto.ingest.video.FrameSampling;
import org.genhowto.ingest.video.FrameSampling.CutVideos;
import org.genhowto.ingest.video.FrameSampling.Decode;
import org.genhowto.ingest.video.FrameSampling.StillVideos;
import org.jspecify.annotations.Nullable;

/** What a worker asks of its child: the frames of one file. */
record Request(Path file, FrameSampling sampling) {

  void write(DataOutputStream out) throws IOException {
    out.writeUTF(file.toAbsolutePath().toString());
    out.writeInt(sampling.maxSeconds());
    out.writeInt(sampling.shortSide());
    out.writeDouble(sampling.jpegQuality());
    out.writeLong(sampling.maxPixels());
    out.writeInt(sampling.decoderThreads());
    out.writeUTF(sampling.cutVideos().name());
    out.writeUTF(sampling.decode().name());
    out.writeUTF(sampling.stillVideos().name());
    out.flush();
  }

  /** The next one; null where the worker has ended. */
  static @Nullable Request read(DataInputStream in) throws IOException {
    String file;
    try {
      file = in.readUTF();
    } catch (EOFException e) {
      return null;
    }
    return new Request(
        Path.of(file),
        new FrameSampling(
            in.readInt(),
            in.readInt(),
            in.readDouble(),
            in.readLong(),
            in.readInt(),
            CutVideos.valueOf(in.readUTF()),
            Decode.valueOf(in.readUTF()),
            StillVideos.valueOf(in.readUTF())));
  }
}
