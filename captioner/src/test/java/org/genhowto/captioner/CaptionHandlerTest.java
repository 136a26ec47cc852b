package org.genhowto.captioner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.blob.BlobStores;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.frames.TestTriplets;
import org.genhowto.runtime.handler.Incoming;
import org.genhowto.runtime.handler.Outcome;
import org.genhowto.runtime.handler.Output;
import org.genhowto.schemas.CaptionedTriplet;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.Split;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.Triplet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptionHandlerTest {
  @TempDir Path folder;
  private BlobStore blobs;

  @BeforeEach
  void open() {
    blobs =
        BlobStores.open(
            Configuration.of(Map.of("blobs.uri", folder.resolve("blobs").toUri().toString())));
  }

  @AfterEach
  void close() {
    blobs.close();
  }

  @Test
  void the_action_and_the_final_frame_are_described() throws Exception {
    // Given frames that grow brighter, and a captioner that says how bright an image is
    Captioner brightness =
        images ->
            images.stream()
                .map(image -> new Caption("grey " + (image.rgb()[0] & 0xff), -0.25))
                .toList();
    Triplet triplet = triplet(List.of(jpeg(10), jpeg(60), jpeg(110), jpeg(160)));

    Outcome outcome = handler(brightness).handle(incoming(triplet));

    Output<?> output = ((Outcome.Emit) outcome).outputs().get(0);
    CaptionedTriplet captioned = (CaptionedTriplet) output.value();
    assertThat(output.topic()).isEqualTo(Topics.CAPTIONED_TRIPLETS);
    assertThat(output.key()).isEqualTo(triplet.getTripletId());
    assertThat(captioned.getTriplet()).isEqualTo(triplet);
    assertThat(captioned.getActionCaption()).isEqualTo("grey 60");
    assertThat(captioned.getFinalCaption()).isEqualTo("grey 160");
    assertThat(captioned.getActionCaptionScore()).isEqualTo(-0.25);
    assertThat(captioned.getCaptionerVersion()).isEqualTo("version-1");
  }

  @Test
  void a_verifier_sees_each_caption_beside_its_frame() throws Exception {
    Captioner brightness =
        images ->
            images.stream()
                .map(image -> new Caption("grey " + (image.rgb()[0] & 0xff), -0.25))
                .toList();
    List<String> seen = new ArrayList<>();
    CaptionVerifier verifier =
        new CaptionVerifier() {
          @Override
          public String version() {
            return "clip-1";
          }

          @Override
          public CaptionAgreement judge(
              RgbImage action, String actionCaption, RgbImage last, String lastCaption) {
            seen.add((action.rgb()[0] & 0xff) + " is " + actionCaption);
            seen.add((last.rgb()[0] & 0xff) + " is " + lastCaption);
            return new CaptionAgreement(.3, .2, .05);
          }
        };
    TripletCaptioner captioner =
        new TripletCaptioner(brightness, "version-1", blobs).judgedBy(verifier);

    CaptionedTriplet captioned =
        captioner.caption(triplet(List.of(jpeg(10), jpeg(60), jpeg(110), jpeg(160)))).orElseThrow();

    assertThat(seen).containsExactly("60 is grey 60", "160 is grey 160");
    assertThat(captioned.getActionAgreement()).contains(.3);
    assertThat(captioned.getFinalAgreement()).contains(.2);
    assertThat(captioned.getCaptionContrast()).contains(.05);
    assertThat(captioned.getVerifierVersion()).isEqualTo("clip-1");
  }

  @Test
  void captions_that_nobody_judges_say_so() throws Exception {
    Captioner captioner = images -> List.of(new Caption("hands", -1), new Caption("slices", -1));

    CaptionedTriplet captioned =
        new TripletCaptioner(captioner, "version-1", blobs)
            .caption(triplet(List.of(jpeg(1), jpeg(2), jpeg(3), jpeg(4))))
            .orElseThrow();

    assertThat(captioned.getActionAgreement()).isEmpty();
    assertThat(captioned.getVerifierVersion()).isEmpty();
  }

  @Test
  void an_empty_caption_is_a_reason_to_skip() throws Exception {
    Captioner silent = images -> List.of(new Caption("hands", -1), new Caption("", -1));

    Outcome outcome =
        handler(silent).handle(incoming(triplet(List.of(jpeg(1), jpeg(2), jpeg(3), jpeg(4)))));

    assertThat(outcome).isEqualTo(Outcome.skip("empty-caption"));
  }

  @Test
  void a_frame_that_is_no_image_is_rejected() throws Exception {
    byte[] noise = "no image".getBytes(StandardCharsets.UTF_8);

    Outcome outcome =
        handler(CaptionHandlerTest::unasked)
            .handle(incoming(triplet(List.of(jpeg(1), noise, jpeg(3), jpeg(4)))));

    assertThat(((Outcome.Reject) outcome).reason())
        .contains("a-0-1-3")
        .contains("no PNG, JPEG or WebP image");
  }

  @Test
  void a_second_without_a_frame_is_rejected() throws Exception {
    Outcome outcome =
        handler(CaptionHandlerTest::unasked).handle(incoming(triplet(List.of(jpeg(1), jpeg(2)))));

    assertThat(((Outcome.Reject) outcome).reason()).contains("second 3");
  }

  @Test
  void frames_that_are_gone_are_rejected() throws Exception {
    Triplet triplet = triplet(List.of(jpeg(1), jpeg(2), jpeg(3), jpeg(4)));
    Triplet lost =
        Triplet.newBuilder(triplet)
            .setSource(
                SampledFrames.newBuilder(triplet.getSource())
                    .setFrames(TestTriplets.absentBlob())
                    .build())
            .build();

    Outcome outcome = handler(CaptionHandlerTest::unasked).handle(incoming(lost));

    assertThat(((Outcome.Reject) outcome).reason()).contains("not in the blob store");
  }

  private CaptionHandler handler(Captioner captioner) {
    return new CaptionHandler(new TripletCaptioner(captioner, "version-1", blobs));
  }

  private static List<Caption> unasked(List<RgbImage> images) {
    throw new AssertionError("asked about " + images);
  }

  private Triplet triplet(List<byte[]> jpegs) throws IOException {
    return TestTriplets.triplet(
        TestTriplets.frames(blobs, "a", new ArrayList<>(jpegs)), Split.TRAIN, 0, 1, 3);
  }

  private static Incoming<Triplet> incoming(Triplet triplet) {
    return new Incoming<>(triplet.getTripletId(), triplet, Topics.TRIPLETS.name(), 0, 5, 1);
  }

  private static byte[] jpeg(int grey) {
    byte[] rgb = new byte[3 * 16 * 16];
    Arrays.fill(rgb, (byte) grey);
    return Images.jpeg(new RgbImage(16, 16, rgb), 1);
  }
}
