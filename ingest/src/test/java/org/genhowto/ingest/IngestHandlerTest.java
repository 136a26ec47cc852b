package org.genhowto.ingest;

import static java.awt.image.BufferedImage.TYPE_3BYTE_BGR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpServer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.genhowto.ingest.video.TestVideos;
import org.genhowto.ingest.video.VideoCodec;
import org.genhowto.ingest.video.VideoEncoder;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.blob.BlobStores;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.frames.FrameFacts;
import org.genhowto.runtime.frames.FrameTar;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.Output;
import org.genhowto.schemas.FrameEntry;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.Split;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.VideoReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IngestHandlerTest {
  @TempDir Path folder;

  private BlobStore blobs;
  private IngestHandler handler;
  private Path video;

  @BeforeEach
  void open() throws IOException {
    blobs = BlobStores.open("file:" + folder.resolve("blobs"));
    handler = handler(Map.of());
    video = TestVideos.steady(folder.resolve("video.mp4"), VideoCodec.H264, 25, 100);
  }

  @AfterEach
  void close() {
    handler.close();
  }

  @Test
  void a_video_becomes_its_frames() throws Exception {
    SampledFrames frames =
        emitted(
            reference("apple-1").setSplit(Split.TEST).setRelevance(0.5).setLicence("CC0").build());

    assertThat(frames.getVideoId()).isEqualTo("apple-1");
    assertThat(frames.getCategory()).isEqualTo("apple");
    assertThat(frames.getSplit()).contains(Split.TEST);
    assertThat(frames.getRelevance()).contains(0.5);
    assertThat(frames.getLicence()).contains("CC0");
    assertThat(frames.getUri()).isEqualTo(video.toUri().toString());
    assertThat(frames.getVideoSha256()).isEqualTo(Sha256.of(video));
    assertThat(frames.getContainer()).contains("mp4");
    assertThat(frames.getCodec()).isEqualTo("h264");
    assertThat(frames.getDurationSeconds()).isCloseTo(4, within(0.001));
    assertThat(frames.getWidth()).isEqualTo(TestVideos.WIDTH);
    assertThat(frames.getHeight()).isEqualTo(TestVideos.HEIGHT);
    assertThat(frames.getIndex()).extracting(FrameEntry::getSecond).containsExactly(0, 1, 2, 3);
    byte[] jpeg = FrameTar.frame(blobs, frames, 2);
    assertThat(TestVideos.number(ImageIO.read(new ByteArrayInputStream(jpeg)))).isEqualTo(62);
    assertThat(FrameTar.frames(blobs, frames)).hasSize(4);
  }

  @Test
  void what_the_pictures_look_like_is_known() throws Exception {
    SampledFrames frames = emitted(reference("apple-1").build());

    FrameFacts facts = FrameFacts.of(frames).orElseThrow();
    assertThat(facts.frames()).isEqualTo(4);
    assertThat(facts.measures(0).change()).isZero();
    assertThat(facts.measures(1).change()).isGreaterThan(10);
    assertThat(facts.measures(1).motion()).isGreaterThan(10);
    assertThat(facts.measures(1).sharpness()).isGreaterThan(100);
  }

  @Test
  void a_video_of_one_picture_is_skipped_for_a_counted_reason_where_such_are() throws Exception {
    Path still = folder.resolve("still.avi");
    try (VideoEncoder encoder =
        VideoEncoder.open(still, TestVideos.WIDTH, TestVideos.HEIGHT, 4, VideoCodec.MJPEG)) {
      for (int frame = 0; frame < 40; frame++) {
        encoder.add(new BufferedImage(TestVideos.WIDTH, TestVideos.HEIGHT, TYPE_3BYTE_BGR));
      }
    }
    VideoReference reference = reference("still").setUri(still.toUri().toString()).build();
    assertThat(emitted(reference).getIndex()).hasSize(10);
    handler.close();
    handler = handler(Map.of("ingest.still-videos", "skip"));

    Outcome.Skip skip = (Outcome.Skip) handle(reference);

    assertThat(skip.reason()).isEqualTo("still-video");
    assertThat(skip.sentence())
        .isEqualTo(
            "Its 40 key frames show one picture: no colour differs by more than 0 levels of 255.");
    assertThat(skip.scores()).containsEntry("key-frames", 40.0).containsEntry("change", 0.0);
    assertThat(emitted(reference("moving").build()).getIndex()).hasSize(4);
  }

  @Test
  void the_same_video_gives_the_same_blob() throws Exception {
    SampledFrames first = emitted(reference("one").build());
    SampledFrames again = emitted(reference("two").build());

    assertThat(again.getFrames()).isEqualTo(first.getFrames());
    assertThat(again.getIndex()).isEqualTo(first.getIndex());
  }

  @Test
  void nothing_but_the_blob_is_left() throws Exception {
    emitted(reference("apple-1").build());

    try (Stream<Path> left = Files.list(folder.resolve("work"))) {
      assertThat(left).isEmpty();
    }
    assertThat(video).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "../x", "a/b", "\u00e4"})
  void an_id_that_names_no_file_is_rejected(String videoId) throws Exception {
    assertRejected(reference(videoId).build(), "expected 1 to 128 letters, digits");
  }

  @Test
  void bad_fields_are_rejected() throws Exception {
    assertRejected(reference("a").setCategory(" ").build(), "Its category is ' '");
    assertRejected(reference("a").setRelevance(1.5).build(), "Its relevance is 1.5");
    assertRejected(reference("a").setRelevance(Double.NaN).build(), "Its relevance is NaN");
    assertRejected(reference("a").setUri("file:/nowhere.mp4").build(), "it lies in none of");
    assertRejected(
        reference("a").setUri(folder.resolve("nowhere.mp4").toUri().toString()).build(),
        "There is no file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.1/x.mp4",
        "http://0x7f.0.0.1/",
        "http:/h",
        "http:///x",
        "http://\uff11\uff12\uff17.0.0.1/",
        "http://[::1",
        "http://a..b/",
        "http://host:99999/",
        "http://host:-1/",
        "http:opaque",
        "file:relative",
        "file://host/x",
        "file:/x%00",
        "http://h/#part",
        "\u0000",
        "\ud800",
        ""
      })
  void an_address_with_nothing_behind_it_is_rejected(String uri) throws Exception {
    assertRejected(reference("a").setUri(uri).build(), "Video a cannot be used. Its uri ");
  }

  @Test
  void a_file_that_is_no_video_is_rejected() throws Exception {
    Files.writeString(video, "#EXTM3U");

    assertRejected(
        reference("a").build(), "Video a cannot be used. The file is not a readable video");
  }

  /** Everything that FFmpeg knows and that names other places, given as a video. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{URL}\n#EXT-X-ENDLIST\n",
        "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{URL}\n",
        "#EXTM3U\n#EXTINF:9,\nfile://{FILE}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile {URL}\n",
        "ffconcat version 1.0\nfile {FILE}\n",
        "<?xml version=\"1.0\"?><MPD><Period><AdaptationSet mimeType=\"video/mp4\"><Representation"
            + " id=\"1\"><BaseURL>{URL}</BaseURL></Representation></AdaptationSet></Period></MPD>",
        "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=video"
            + " {PORT} RTP/AVP 96\r\n",
        "[playlist]\nFile1={URL}\n",
        "<asx version=\"3\"><entry><ref href=\"{URL}\"/></entry></asx>",
        "rtsptextrtsp://127.0.0.1:{PORT}/x",
        "RTSPtext\n{URL}"
      })
  void a_file_that_names_other_places_leads_nowhere(String text) throws Exception {
    AtomicInteger caught = new AtomicInteger();
    try (ServerSocket trap = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread thread = new Thread(() -> count(trap, caught));
      thread.setDaemon(true);
      thread.start();
      String port = Integer.toString(trap.getLocalPort());
      Path other = TestVideos.steady(folder.resolve("other.mp4"), VideoCodec.H264, 25, 50);
      Files.writeString(
          video,
          text.replace("{URL}", "http://127.0.0.1:" + port + "/x.mp4")
              .replace("{FILE}", other.toString())
              .replace("{PORT}", port));

      assertRejected(reference("a").build(), "The file is not a readable video");
      assertThat(caught).hasValue(0);
    }
  }

  @Test
  void frames_say_where_they_come_from_without_what_lets_people_in() throws Exception {
    byte[] bytes = Files.readAllBytes(video);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    String host = "127.0.0.1:" + server.getAddress().getPort();
    try {
      SampledFrames frames =
          emitted(
              reference("a")
                  .setUri("http://me:hunter2@" + host + "/x.mp4?v=7&token=hunter2")
                  .build());
      assertThat(frames.getUri()).isEqualTo("http://" + host + "/x.mp4?v=7&token=***");
    } finally {
      server.stop(0);
    }
  }

  private static void count(ServerSocket trap, AtomicInteger caught) {
    try {
      while (true) {
        trap.accept().close();
        caught.incrementAndGet();
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private IngestHandler handler(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("ingest.folder", folder.resolve("work").toString());
    settings.put("ingest.file-roots", folder.toString());
    settings.put("ingest.allowed-networks", "127.0.0.0/8");
    settings.put("ingest.allowed-ports", "1-65535");
    return new IngestHandler(IngestSettings.from(Configuration.of(settings)), blobs);
  }

  private void assertRejected(VideoReference reference, String reason) throws Exception {
    Outcome outcome = handle(reference);

    assertThat(outcome).isInstanceOf(Outcome.Reject.class);
    assertThat(((Outcome.Reject) outcome).reason()).contains(reason);
  }

  private SampledFrames emitted(VideoReference reference) throws Exception {
    Outcome outcome = handle(reference);

    assertThat(outcome).isInstanceOf(Outcome.Emit.class);
    assertThat(((Outcome.Emit) outcome).outputs()).hasSize(1);
    Output<?> output = ((Outcome.Emit) outcome).outputs().get(0);
    assertThat(output.topic()).isEqualTo(Topics.SAMPLED_FRAMES);
    assertThat(output.key()).isEqualTo(reference.getVideoId());
    return (SampledFrames) output.value();
  }

  private Outcome handle(VideoReference reference) throws Exception {
    return handler.handle(
        new Incoming<>(reference.getVideoId(), reference, Topics.VIDEO_REFERENCES.name(), 0, 0, 1));
  }

  private VideoReference.Builder reference(String videoId) {
    return VideoReference.newBuilder()
        .setVideoId(videoId)
        .setUri(video.toUri().toString())
        .setCategory("apple");
  }
}
