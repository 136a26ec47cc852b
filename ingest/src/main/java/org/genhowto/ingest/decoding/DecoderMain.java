package org.genhowto.ingest.decoding;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import org.genhowto.ingest.video.FrameSampler;

/** The process that reads videos for a worker, as long as that lives. */
public final class DecoderMain {
  private DecoderMain() {}

  /** Requests come on standard input, answers go to standard output. */
  public static void main(String[] arguments) {
    OutputStream answers = new FileOutputStream(FileDescriptor.out);
    System.setOut(System.err); // Nobody else speaks on standard output.
    FrameSampler.prepare();
    new Service(System.in, answers, FrameSampler::new).run();
  }
}
