package org.genhowto.miniature.evaluation;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.networks.torch.Torch;
import org.genhowto.runtime.blob.AtomicFile;

/**
 * Makes picture files on several threads, each picture on one: the number of threads changes no bit
 * of them. A file that is there is kept; none is ever seen half written.
 */
public final class ImageWriter implements AutoCloseable {
  private final ExecutorService threads;
  private final int threadsBefore;

  /**
   * A picture and where it shall lie.
   *
   * @param picture is called on some thread, where the file is missing
   */
  public record Wanted(Path file, Callable<RgbImage> picture) {
    boolean missing() {
      return !Files.exists(file);
    }
  }

  public ImageWriter(int threads) {
    this.threadsBefore = Torch.threads(1);
    this.threads = Executors.newFixedThreadPool(threads);
  }

  /**
   * Makes the missing ones.
   *
   * @param made is called after each, on this thread
   */
  public void paint(List<Wanted> pictures, Runnable made) throws IOException {
    var running = new ArrayList<Future<Path>>();
    for (var wanted : pictures) {
      if (wanted.missing()) {
        running.add(threads.submit(() -> paint(wanted)));
      }
    }
    try {
      for (var each : running) {
        each.get();
        made.run();
      }
    } catch (ExecutionException e) {
      throw new IOException("A picture cannot be made: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted between two pictures");
    } finally {
      running.forEach(each -> each.cancel(false));
    }
  }

  private static Path paint(Wanted wanted) throws Exception {
    var file = wanted.file();
    Files.createDirectories(file.getParent());
    return AtomicFile.write(file, Images.png(wanted.picture().call()));
  }

  @Override
  public void close() {
    threads.shutdown();
    Torch.threads(threadsBefore);
  }
}
