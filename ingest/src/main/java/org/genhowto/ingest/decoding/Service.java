package org.genhowto.ingest.decoding;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.genhowto.ingest.video.FrameSampling;
import org.genhowto.ingest.video.FrameSink;
import org.genhowto.ingest.video.StillVideoException;
import org.genhowto.ingest.video.UnusableVideoException;
import org.genhowto.ingest.video.VideoSampler;
import org.genhowto.runtime.frames.FrameTar;
import org.genhowto.runtime.process.Signals;
import org.jspecify.annotations.Nullable;

/**
 * The child's side: answers one request after the other. Requests are read on a thread of their
 * own, which sees the end of the worker also while a library hangs, and ends the process at once.
 */
final class Service {
  private static final long BETWEEN_NEWS_NANOS = 200_000_000;
  private static final int BUFFER = 1 << 16;

  private static final int FAULT = 70;

  private final DataInputStream requests;
  private final DataOutputStream answers;
  private final Function<FrameSampling, VideoSampler> samplers;
  private final BlockingQueue<Request> waiting = new LinkedBlockingQueue<>();

  Service(InputStream in, OutputStream out, Function<FrameSampling, VideoSampler> samplers) {
    this.requests = new DataInputStream(in);
    this.answers = new DataOutputStream(new BufferedOutputStream(out, BUFFER));
    this.samplers = samplers;
  }

  /** Ends with the process. */
  void run() {
    Thread reader = new Thread(this::read, "requests");
    reader.setDaemon(true);
    reader.start();
    // A terminal sends them to the worker and to its children alike: this one ends with its input.
    Signals.ignore(List.of("INT", "HUP"));
    int status = FAULT;
    try {
      say(new Answer.Ready());
      while (true) {
        answer(waiting.take());
      }
    } catch (IOException | InterruptedException e) {
      status = 0; // Nobody listens any more.
    } finally {
      Runtime.getRuntime().halt(status);
    }
  }

  private void read() {
    int status = FAULT;
    try {
      Request request = Request.read(requests);
      while (request != null) {
        waiting.add(request);
        request = Request.read(requests);
      }
      status = 0;
    } catch (IOException e) {
      status = 0; // As at the end.
    } catch (RuntimeException | LinkageError e) {
      complain(e);
    } finally {
      Runtime.getRuntime().halt(status);
    }
  }

  /** Of a request that cannot be read: the only one, so that nobody else is answering. */
  private void complain(Throwable e) {
    try {
      say(broken(e));
    } catch (IOException gone) {
      // Nobody listens any more.
    }
  }

  private void answer(Request request) throws IOException, InterruptedException {
    VideoSampler sampler = samplers.apply(request.sampling());
    Answer last;
    try {
      last = new Answer.Done(sampler.sample(request.file(), new Sink()));
    } catch (StillVideoException e) {
      last = new Answer.Still(e.keyFrames(), e.change());
    } catch (UnusableVideoException e) {
      last = new Answer.Unusable(line(e.getMessage()));
    } catch (IOException e) {
      last = new Answer.Unreadable(line(e.getMessage()));
    } catch (RuntimeException | LinkageError e) { // No fault of the video.
      last = broken(e);
    }
    say(last);
  }

  /** The worker says so, with what is known of it. */
  private static Answer broken(Throwable e) {
    return new Answer.Broken(line(e.toString()));
  }

  private static String line(@Nullable String text) {
    return String.valueOf(text).replaceAll("\\p{Cntrl}", " ");
  }

  private void say(Answer answer) throws IOException {
    answer.write(answers);
    answers.flush();
  }

  private final class Sink implements FrameSink {
    private long told = System.nanoTime();

    @Override
    public void accept(FrameTar.Frame frame) throws IOException {
      say(new Answer.Made(frame));
    }

    @Override
    public void passed(double second, long decoded) throws IOException {
      if (System.nanoTime() - told > BETWEEN_NEWS_NANOS) {
        told = System.nanoTime();
        say(new Answer.Passed(second, decoded));
      }
    }
  }
}
