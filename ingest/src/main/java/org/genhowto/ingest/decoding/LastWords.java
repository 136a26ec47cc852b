package org.genhowto.ingest.decoding;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a child's standard error as long as there is one, and keeps of it what says why the child
 * ended: the virtual machine prints the signal and the place of a fault.
 */
final class LastWords {
  private static final int LINE = 400;
  private static final long PATIENCE_SECONDS = 2;
  private static final Pattern SIGNAL = Pattern.compile("^#\\s+(SIG[A-Z]+)\\b");
  private static final Pattern PLACE = Pattern.compile("^# [A-Za-z]\\s+\\[([\\w.+-]+)\\]");
  private static final Pattern MEMORY =
      Pattern.compile(
          "^(Terminating due to )?java.lang.OutOfMemoryError|insufficient memory|Out of Memory"
              + " Error");

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile String signal = "";
  private volatile String place = "";
  private volatile boolean memory;

  /** Begins to read, on a thread that ends with the stream. */
  static LastWords of(InputStream errors) {
    LastWords words = new LastWords();
    Thread thread = new Thread(() -> words.read(errors), "decoder-errors");
    thread.setDaemon(true);
    thread.start();
    return words;
  }

  /** Waits for the end of the stream; a fault may still be described. */
  void await() throws InterruptedException {
    boolean all = ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (!all) {
      ended.countDown(); // Somebody else holds the stream: what is known is all there will be.
    }
  }

  /** Whether it ended because it got no more memory. */
  boolean outOfMemory() {
    return memory;
  }

  /** The signal and the library of a fault, in words; empty where none was described. */
  String fault() {
    return place.isEmpty() ? signal : "%s in %s".formatted(signal, place);
  }

  private void read(InputStream errors) {
    try (InputStream in = new BufferedInputStream(errors)) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next == '\n') {
          note(line.toString(StandardCharsets.UTF_8));
          line.reset();
        } else if (line.size() < LINE) {
          line.write(next);
        }
      }
      note(line.toString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It has ended.
    } finally {
      ended.countDown();
    }
  }

  private void note(String line) {
    Matcher found = SIGNAL.matcher(line);
    if (signal.isEmpty() && found.find()) {
      signal = found.group(1);
    }
    found = PLACE.matcher(line);
    if (place.isEmpty() && found.find()) {
      place = found.group(1);
    }
    memory |= MEMORY.matcher(line).find();
  }
}
