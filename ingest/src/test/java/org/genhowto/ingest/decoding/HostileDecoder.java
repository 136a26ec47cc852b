package org.genhowto.ingest.decoding;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.genhowto.ingest.video.FrameSampler;
import org.genhowto.ingest.video.FrameSampling;
import org.genhowto.ingest.video.FrameSink;
import org.genhowto.ingest.video.UnusableVideoException;
import org.genhowto.ingest.video.VideoSampler;
import org.genhowto.runtime.frames.FrameTar;

/**
 * A child that does what the words in the file say, as one does that a library has harmed or a
 * video has taken over. A file without such a word is read as usual.
 */
final class HostileDecoder {
  private static final String WORD = "hostile: ";
  private static boolean poisoned;

  private HostileDecoder() {}

  public static void main(String[] arguments) {
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    System.setOut(System.err);
    FrameSampler.prepare();
    new Service(System.in, out, sampling -> sampler(sampling, out)).run();
  }

  /** A file that makes it do so. */
  static Path file(Path file, String what) throws IOException {
    return Files.writeString(file, WORD + what);
  }

  private static VideoSampler sampler(FrameSampling sampling, OutputStream out) {
    return (file, sink) -> {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      if (!text.startsWith(WORD)) {
        if (poisoned) {
          crash();
        }
        return new FrameSampler(sampling).sample(file, sink);
      }
      act(text.substring(WORD.length()), sink, out);
      throw new UnusableVideoException("It did nothing.");
    };
  }

  private static void act(String what, FrameSink sink, OutputStream out)
      throws IOException, UnusableVideoException, InterruptedException {
    switch (what) {
      case "crash" -> crash();
      case "poison" -> poisoned = true;
      case "environment" -> throw new UnusableVideoException(System.getenv().keySet() + ".");
      case "hang" -> hang(sink);
      case "spin" -> spin(sink);
      case "heap" -> heap();
      case "native" -> allocate(sink);
      case "exit" -> Runtime.getRuntime().halt(0);
      case "hung up" -> Runtime.getRuntime().halt(129);
      case "interrupted" -> Runtime.getRuntime().halt(130);
      case "garbage" -> garbage(out, "nonsense ".repeat(100).getBytes(StandardCharsets.UTF_8));
      case "huge" -> garbage(out, new byte[] {2, 127, 127, 127, 127, 1, 2, 3});
      case "twice" -> twice(sink);
      case "flood" -> flood(sink);
      case "bug" -> throw new IllegalStateException("a bug\nof two lines");
      case "linkage" -> throw new NoClassDefFoundError("Missing");
      case "file" -> Files.writeString(Files.createTempFile("child", ""), "written");
      default -> connect(Integer.parseInt(what));
    }
  }

  private static void crash() {
    Pointer.memset(at(64), 1, 1);
  }

  private static Pointer at(long number) {
    return new Pointer() {
      {
        address = number;
      }
    };
  }

  /** Hands a frame out first, so that others know when it hangs. */
  private static void hang(FrameSink sink)
      throws IOException, UnusableVideoException, InterruptedException {
    sink.accept(new FrameTar.Frame(0, new byte[10]));
    Thread.sleep(Long.MAX_VALUE);
  }

  private static void connect(int port) throws UnusableVideoException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      throw new UnusableVideoException("It is connected to " + socket + ".");
    } catch (IOException e) {
      throw new UnusableVideoException("It is not connected.", e);
    }
  }

  private static void spin(FrameSink sink) throws IOException, UnusableVideoException {
    while (true) {
      sink.passed(1, 1);
    }
  }

  private static void heap() {
    byte[][] all = {};
    while (true) {
      all = Arrays.copyOf(all, all.length + 1);
      all[all.length - 1] = new byte[1 << 20];
    }
  }

  private static void allocate(FrameSink sink) throws IOException, UnusableVideoException {
    while (true) {
      // Never freed.
      Pointer.memset(Pointer.malloc(8 << 20), 1, 8 << 20);
      sink.passed(1, 1);
    }
  }

  private static void garbage(OutputStream out, byte[] bytes)
      throws IOException, InterruptedException {
    out.write(bytes);
    out.flush();
    Thread.sleep(Long.MAX_VALUE);
  }

  private static void twice(FrameSink sink) throws IOException, UnusableVideoException {
    sink.accept(new FrameTar.Frame(0, new byte[10]));
    sink.accept(new FrameTar.Frame(0, new byte[10]));
  }

  private static void flood(FrameSink sink) throws IOException, UnusableVideoException {
    for (int second = 0; ; second++) {
      sink.accept(new FrameTar.Frame(second, new byte[100_000]));
    }
  }

  /** A worker whose child hangs: prints the child's number. */
  static final class Worker {
    public static void main(String[] arguments) throws Exception {
      DecoderProcesses children =
          new DecoderProcesses(
              DecodingLimits.DEFAULT, FrameSampling.DEFAULT, HostileDecoder.class.getName());
      children.sample(
          Path.of(arguments[0]),
          frame ->
              ProcessHandle.current().children().forEach(child -> System.out.println(child.pid())));
    }
  }
}
