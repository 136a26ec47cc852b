package org.genhowto.dataset;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.frames.FrameTar;
import org.genhowto.runtime.shard.ShardSample;
import org.genhowto.runtime.shard.ShardTar;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.TrainingShard;

/** A shard being written. Closing it unpublished leaves nothing behind. */
final class GrowingShard implements AutoCloseable {
  private final ShardName name;
  private final Path growing;
  private final ShardDirectory directory;
  private final FileChannel channel;
  private final MessageDigest sha256;
  private final ShardTar tar;
  private final List<String> keys = new ArrayList<>();

  GrowingShard(ShardName name, Path growing, ShardDirectory directory) throws IOException {
    this.name = name;
    this.growing = growing;
    this.directory = directory;
    this.sha256 = Sha256.digest();
    this.channel =
        FileChannel.open(growing, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    OutputStream file = new BufferedOutputStream(unclosed(channel), 1 << 16);
    this.tar = new ShardTar(new DigestOutputStream(file, sha256));
  }

  void add(ShardSample sample) throws IOException {
    tar.add(sample);
    keys.add(sample.key());
  }

  /** Finishes the tar, makes it durable and visible, and tells of it. */
  TrainingShard publish() throws IOException {
    tar.close();
    channel.force(true);
    long length = channel.size();
    channel.close();
    Path file = directory.reveal(growing, name);
    return TrainingShard.newBuilder()
        .setShardId(name.id())
        .setSplit(name.split())
        .setTar(
            BlobRef.newBuilder()
                .setUri(file.toUri().toString())
                .setSha256(HexFormat.of().formatHex(sha256.digest()))
                .setLength(length)
                .setMediaType(FrameTar.MEDIA_TYPE)
                .build())
        .setFile(name.file())
        .setSampleKeys(keys)
        .build();
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(growing);
  }

  /** The channel is synced after the tar is closed, so the tar must not close it. */
  private static OutputStream unclosed(FileChannel channel) {
    OutputStream out = Channels.newOutputStream(channel);
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        out.write(b);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
      }
    };
  }
}
