package org.genhowto.ingest.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.genhowto.ingest.video.UnusableVideoException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LocalFilesTest {
  private static final Path PROCESS = Path.of("/proc/self");

  @TempDir Path folder;

  private Path root;
  private Path outside;
  private Path target;

  @BeforeEach
  void make() throws IOException {
    root = Files.createDirectories(folder.resolve("root"));
    outside = Files.createDirectories(folder.resolve("outside"));
    Files.writeString(outside.resolve("video.mp4"), "secret");
    target = folder.resolve("taken");
  }

  @Test
  void links_that_stay_inside_are_followed() throws Exception {
    Path deep = Files.createDirectories(root.resolve("a/b"));
    Files.writeString(deep.resolve("video.mp4"), "open");
    Files.createSymbolicLink(root.resolve("link"), root.resolve("a"));
    Files.createSymbolicLink(folder.resolve("way"), root);

    for (String name : List.of("root/link/b/video.mp4", "way/a/b/video.mp4")) {
      files(root).take(folder.resolve(name).toUri(), target);
      assertThat(target).hasContent("open");
      Files.delete(target);
    }
    files(folder.resolve("way")).take(deep.resolve("video.mp4").toUri(), target);
    assertThat(target).hasContent("open");
  }

  @Test
  void what_is_no_file_is_named() throws Exception {
    Files.createDirectory(root.resolve("folder.mp4"));

    assertRefused(root.resolve("folder.mp4").toUri(), "is not a regular file");
    assertRefused(root.resolve("gone.mp4").toUri(), "There is no file");
    assertRefused(outside.resolve("video.mp4").toUri(), "lies in none of the folders");
    assertRefused(outside.resolve("gone.mp4").toUri(), "lies in none of the folders");
    assertThatThrownBy(() -> files().take(outside.resolve("gone.mp4").toUri(), target))
        .isInstanceOf(UnusableVideoException.class)
        .hasMessageContaining("names no folder");
  }

  @Test
  void what_is_too_large_is_not_taken() throws Exception {
    Files.writeString(root.resolve("video.mp4"), "x".repeat(101));

    assertRefused(root.resolve("video.mp4").toUri(), "at least 101 bytes, expected at most 100");
  }

  /** Files of the kernel say that they are empty, and are on another disk. */
  @Test
  void what_grows_while_it_is_copied_is_not_taken() {
    assertThatThrownBy(() -> files(PROCESS).take(PROCESS.resolve("status").toUri(), target))
        .isInstanceOf(UnusableVideoException.class)
        .hasMessageContaining("expected at most 100");
    assertThat(target).doesNotExist();
  }

  @Test
  void what_cannot_be_read_is_not_blamed_on_our_own_disk() {
    assertThatThrownBy(() -> files(PROCESS).take(PROCESS.resolve("mem").toUri(), target))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(StorageException.class)
        .hasMessage("Input/output error");
  }

  @Test
  void what_cannot_be_written_is() {
    Path nowhere = folder.resolve("gone/taken");

    assertThatThrownBy(() -> files(PROCESS).take(PROCESS.resolve("comm").toUri(), nowhere))
        .isInstanceOf(StorageException.class);
  }

  @Test
  void a_full_disk_is_ours() {
    assertThatThrownBy(
            () -> Copying.copy(new ByteArrayInputStream(new byte[9]), Path.of("/dev/full"), 100))
        .isInstanceOf(StorageException.class)
        .hasMessage("No space left on device");
  }

  @Test
  void who_interrupts_a_copy_is_told_apart() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> files(PROCESS).take(PROCESS.resolve("comm").toUri(), target))
          .isInstanceOf(ClosedByInterruptException.class);
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void what_may_be_over_the_next_time_is_no_dead_letter() {
    for (String reason :
        List.of("Too many open files", "Input/output error", "Stale file handle")) {
      assertThat(LocalFiles.isGone(new FileSystemException("video.mp4", null, reason))).isFalse();
    }
    assertThat(LocalFiles.isGone(new FileSystemException("video.mp4"))).isFalse();
    assertThat(LocalFiles.isGone(new NoSuchFileException("video.mp4"))).isTrue();
    assertThat(LocalFiles.isGone(new NotDirectoryException("video.mp4"))).isTrue();
  }

  @Test
  void what_can_never_be_a_file_is_refused() throws Exception {
    Files.writeString(root.resolve("video.mp4"), "open");
    Files.createSymbolicLink(root.resolve("round.mp4"), root.resolve("round.mp4"));

    assertRefused(root.resolve("video.mp4/x.mp4").toUri(), "There is no file");
    assertRefused(root.resolve("round.mp4").toUri(), "There is no file");
    assertRefused(root.resolve("x".repeat(300)).toUri(), "There is no file");
  }

  @Test
  void whoever_swaps_folders_and_links_meanwhile_gets_nothing_else_opened() throws Exception {
    Path inner = Files.createDirectory(root.resolve("inner"));
    Files.writeString(inner.resolve("video.mp4"), "open");
    Path aside = root.resolve("aside");
    Path link = Files.createSymbolicLink(root.resolve("link"), outside);
    AtomicBoolean end = new AtomicBoolean();
    Thread swapper =
        new Thread(
            () -> {
              while (!end.get()) {
                swap(inner, aside, link);
              }
            });
    swapper.start();
    int taken = 0;
    try {
      for (int i = 0; i < 3000; i++) {
        try {
          files(root).take(inner.resolve("video.mp4").toUri(), target);
          assertThat(target).hasContent("open");
          taken++;
        } catch (UnusableVideoException e) {
          assertThat(target).doesNotExist();
        }
        Files.deleteIfExists(target);
      }
    } finally {
      end.set(true);
      swapper.join();
    }
    assertThat(taken).isPositive();
  }

  /** The folder goes aside, a link out of the root takes its place, and back. */
  private static void swap(Path inner, Path aside, Path link) {
    try {
      Files.move(inner, aside, StandardCopyOption.ATOMIC_MOVE);
      Files.move(link, inner, StandardCopyOption.ATOMIC_MOVE);
      Files.move(inner, link, StandardCopyOption.ATOMIC_MOVE);
      Files.move(aside, inner, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void assertRefused(URI location, String why) {
    assertThatThrownBy(() -> files(root).take(location, target))
        .isInstanceOf(UnusableVideoException.class)
        .hasMessageContaining(why)
        .hasMessageEndingWith(".");
    assertThat(target).doesNotExist();
  }

  private static LocalFiles files(Path... roots) {
    return new LocalFiles(List.of(roots), 100);
  }
}
