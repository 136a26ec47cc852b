package org.genhowto.ingest.decoding;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.genhowto.ingest.video.FrameSampler;
import org.genhowto.ingest.video.FrameSampling;
import org.genhowto.ingest.video.Sampled;
import org.genhowto.ingest.video.TestVideos;
import org.genhowto.ingest.video.UnusableVideoException;
import org.genhowto.ingest.video.VideoCodec;
import org.genhowto.runtime.frames.FrameTar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a child does, its worker says why one video cannot be used, and goes on. */
@Tag("slow")
class DecoderProcessesTest {
  private static final FrameSampling SAMPLING = TestVideos.sampling(60, 1 << 20, 1);

  @TempDir Path folder;

  private DecoderProcesses children;
  private Path video;

  @BeforeEach
  void open() throws IOException {
    children = hostile(DecodingLimits.DEFAULT);
    video = TestVideos.steady(folder.resolve("video.mp4"), VideoCodec.H264, 25, 100);
  }

  @AfterEach
  void close() {
    children.close();
  }

  @Test
  void frames_are_those_of_this_process() throws Exception {
    List<FrameTar.Frame> here = new ArrayList<>();
    List<FrameTar.Frame> there = new ArrayList<>();

    Sampled expected = new FrameSampler(SAMPLING).sample(video, here::add);
    Sampled sampled = children.sample(video, there::add);

    assertThat(sampled).isEqualTo(expected);
    assertThat(there).extracting(FrameTar.Frame::second).containsExactly(0, 1, 2, 3);
    assertThat(there)
        .extracting(FrameTar.Frame::jpeg)
        .usingElementComparator(Arrays::compare)
        .containsExactlyElementsOf(here.stream().map(FrameTar.Frame::jpeg).toList());
  }

  @Test
  void flaws_come_back_too() throws Exception {
    ByteArrayOutputStream twice = new ByteArrayOutputStream();
    Path part = TestVideos.steady(folder.resolve("part.ts"), VideoCodec.MPEG2, 25, 75);
    twice.write(Files.readAllBytes(part));
    twice.write(Files.readAllBytes(part));
    Path glued = Files.write(folder.resolve("glued.ts"), twice.toByteArray());

    Sampled sampled = children.sample(glued, frame -> {});

    assertThat(sampled).isEqualTo(new FrameSampler(SAMPLING).sample(glued, frame -> {}));
    assertThat(sampled.flaws()).hasSize(1);
  }

  @Test
  void one_child_reads_many_videos_and_those_that_cannot_be_used() throws Exception {
    assertThat(children.sample(video, frame -> {}).frames()).isEqualTo(4);
    List<Long> first = pids();
    Path text = Files.writeString(folder.resolve("text.mp4"), "no video");
    assertThatThrownBy(() -> children.sample(text, frame -> {}))
        .isInstanceOf(UnusableVideoException.class)
        .hasMessageStartingWith("The file is not a readable video");
    assertThat(children.sample(video, frame -> {}).frames()).isEqualTo(4);

    assertThat(first).hasSize(1);
    assertThat(pids()).isEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "crash|A fault ended the process that read it: SIGSEGV",
        "exit|A fault ended the process that read it: status 0.",
        "heap|Reading it takes more memory than is allowed (ingest.decoder-memory).",
        "garbage|The process that read it is not to be trusted: its answer cannot be read.",
        "huge|The process that read it is not to be trusted: its answer cannot be read.",
        "twice|The process that read it is not to be trusted: it made a frame of second 0.",
        "flood|The process that read it is not to be trusted: it made a frame of second 60."
      })
  void what_ends_a_child_is_said_of_that_video_alone(String what, String sentence)
      throws Exception {
    assertThat(children.sample(video, frame -> {}).frames()).isEqualTo(4);
    Path hostile = HostileDecoder.file(folder.resolve("hostile.mp4"), what);

    assertThatThrownBy(() -> children.sample(hostile, frame -> {}))
        .isInstanceOf(UnusableVideoException.class)
        .hasMessageStartingWith(sentence)
        .hasMessageEndingWith(".");

    assertThat(children.sample(video, frame -> {}).frames()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hang|2|Reading it came to a stand for more than 2.0 s (ingest.decoder-silence)",
        "spin|60|processor seconds, expected at most 1 (ingest.decoder-cpu)",
        "native|60|memory",
      })
  void what_costs_too_much_is_given_up(String what, int silence, String sentence) throws Exception {
    children.close();
    children =
        hostile(
            new DecodingLimits(1, 1, 300L << 20, Duration.ofSeconds(silence), 1_000_000, 1L << 30));
    Path hostile = HostileDecoder.file(folder.resolve("hostile.mp4"), what);

    assertThatThrownBy(() -> children.sample(hostile, frame -> {}))
        .isInstanceOf(UnusableVideoException.class)
        .hasMessageContaining(sentence);

    assertNoneIsLeft();
  }

  @Test
  void harm_of_an_earlier_video_is_not_blamed_on_a_later_one() throws Exception {
    Path poison = HostileDecoder.file(folder.resolve("hostile.mp4"), "poison");
    assertThatThrownBy(() -> children.sample(poison, frame -> {})).hasMessage("It did nothing.");
    List<Integer> seconds = new ArrayList<>();

    assertThat(children.sample(video, frame -> seconds.add(frame.second())).frames()).isEqualTo(4);

    assertThat(seconds).containsExactly(0, 1, 2, 3);
  }

  @Test
  void a_child_that_somebody_kills_is_not_the_videos_fault() throws Exception {
    Path hostile = HostileDecoder.file(folder.resolve("hostile.mp4"), "hang");

    assertThatThrownBy(
            () ->
                children.sample(
                    hostile,
                    frame ->
                        ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly)))
        .isInstanceOf(DecoderLostException.class)
        .hasMessageStartingWith("The process that read it was ended by another one");

    assertThat(children.sample(video, frame -> {}).frames()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hung up", "interrupted"})
  void a_child_that_a_terminal_ends_is_not_the_videos_fault(String what) throws Exception {
    Path hostile = HostileDecoder.file(folder.resolve("hostile.mp4"), what);

    assertThatThrownBy(() -> children.sample(hostile, frame -> {}))
        .isInstanceOf(DecoderLostException.class)
        .hasMessageStartingWith("The process that read it was ended by another one");

    assertThat(children.sample(video, frame -> {}).frames()).isEqualTo(4);
  }

  @Test
  void a_child_leaves_the_signals_of_a_terminal_to_its_worker() throws Exception {
    children.sample(video, frame -> {});
    Path status = Path.of("/proc", pids().get(0).toString(), "status");
    assumeTrue(Files.exists(status));

    String ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .findFirst()
            .orElseThrow();

    assertThat(Long.parseLong(ignored.substring("SigIgn:".length()).strip(), 16) & 3).isEqualTo(3);
  }

  @Test
  void a_child_ends_with_its_worker_also_while_it_hangs() throws Exception {
    Path hostile = HostileDecoder.file(folder.resolve("hostile.mp4"), "hang");
    Process worker =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                HostileDecoder.Worker.class.getName(),
                hostile.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String pid =
        new BufferedReader(new InputStreamReader(worker.getInputStream(), UTF_8)).readLine();
    ProcessHandle child = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();

    worker.destroyForcibly();

    assertThat(child.onExit().get(60, TimeUnit.SECONDS)).isEqualTo(child);
  }

  @Test
  void a_child_reaches_no_network() throws Exception {
    assumeFalse(Confinement.ofThisMachine().withoutNetwork().isEmpty());
    try (ServerSocket trap = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Path asks =
          HostileDecoder.file(folder.resolve("hostile.mp4"), Integer.toString(trap.getLocalPort()));

      assertThatThrownBy(() -> children.sample(asks, frame -> {}))
          .hasMessage("It is not connected.");
    }
  }

  @Test
  void a_child_writes_no_file() throws Exception {
    assumeTrue(Confinement.ofThisMachine().limits());
    Path asks = HostileDecoder.file(folder.resolve("hostile.mp4"), "file");

    assertThatThrownBy(() -> children.sample(asks, frame -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("too large");
  }

  @Test
  void a_child_without_what_confines_it_reads_videos_too() throws Exception {
    DecoderProcess child =
        new DecoderProcess(
            new ChildCommand(
                    new Confinement(List.of(), false), 64 << 20, HostileDecoder.class.getName())
                .start());
    Watch watch = new Watch(child.process(), DecodingLimits.DEFAULT, Thread.currentThread());

    try (child) {
      child.awaitReady(watch);
      assertThat(child.sample(video, SAMPLING, frame -> {}, watch).frames()).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bug, java.lang.IllegalStateException: a bug of two lines",
    "linkage, java.lang.NoClassDefFoundError: Missing"
  })
  void a_fault_of_the_program_is_no_fault_of_the_video(String what, String told) throws Exception {
    Path hostile = HostileDecoder.file(folder.resolve("hostile.mp4"), what);

    assertThatThrownBy(() -> children.sample(hostile, frame -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith(told);
  }

  @Test
  void an_interrupt_ends_the_child_and_the_work() throws Exception {
    Path hostile = HostileDecoder.file(folder.resolve("hostile.mp4"), "hang");
    Thread caller = Thread.currentThread();

    assertThatThrownBy(() -> children.sample(hostile, frame -> caller.interrupt()))
        .isInstanceOf(InterruptedException.class);

    assertNoneIsLeft();
  }

  @Test
  void a_sink_that_fails_ends_the_child() throws Exception {
    assertThatThrownBy(
            () ->
                children.sample(
                    video,
                    frame -> {
                      throw new IOException("disk full");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("disk full");

    assertNoneIsLeft();
    assertThat(children.sample(video, frame -> {}).frames()).isEqualTo(4);
  }

  @Test
  void too_many_frames_and_too_many_bytes_are_too_much_in_both_places() {
    for (Decoding.Decoder decoder : Decoding.Decoder.values()) {
      DecodingLimits few =
          new DecodingLimits(900, 120, 2L << 30, Duration.ofSeconds(60), 10, 1 << 30);
      DecodingLimits small =
          new DecodingLimits(900, 120, 2L << 30, Duration.ofSeconds(60), 1000, 2000);
      try (var sampler = new Decoding(decoder, small).sampler(SAMPLING)) {
        assertThatThrownBy(() -> sampler.sample(video, frame -> {}))
            .isInstanceOf(UnusableVideoException.class)
            .hasMessageContaining(
                "expected at most 2000 of all together (ingest.max-output-bytes)");
      }
      if (decoder == Decoding.Decoder.IN_PROCESS) { // A child speaks of frames five times a second.
        try (var sampler = new Decoding(decoder, few).sampler(SAMPLING)) {
          assertThatThrownBy(() -> sampler.sample(video, frame -> {}))
              .isInstanceOf(UnusableVideoException.class)
              .hasMessageContaining("More than 10 frames");
        }
      }
    }
  }

  @Test
  void a_child_knows_nothing_of_the_environment() throws Exception {
    Path asks = HostileDecoder.file(folder.resolve("hostile.mp4"), "environment");

    assertThatThrownBy(() -> children.sample(asks, frame -> {}))
        .isInstanceOf(UnusableVideoException.class)
        .satisfies(
            thrown ->
                assertThat(
                        String.valueOf(thrown.getMessage()).replaceAll("[\\[\\].]", "").split(", "))
                    .contains("MALLOC_ARENA_MAX")
                    .allMatch(
                        name -> name.matches("MALLOC_ARENA_MAX|LANG|LC_\\w+|LD_LIBRARY_PATH")));
  }

  private DecoderProcesses hostile(DecodingLimits limits) {
    return new DecoderProcesses(limits, SAMPLING, HostileDecoder.class.getName());
  }

  private static void assertNoneIsLeft() throws Exception {
    for (ProcessHandle child : ProcessHandle.current().children().toList()) {
      child.onExit().get(60, TimeUnit.SECONDS);
    }
  }

  private static List<Long> pids() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).toList();
  }
}
