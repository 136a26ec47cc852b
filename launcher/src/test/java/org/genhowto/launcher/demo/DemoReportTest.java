package org.genhowto.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.genhowto.runtime.blob.FileBlobStore;
import org.genhowto.runtime.frames.TestTriplets;
import org.genhowto.runtime.ledger.LedgerFold;
import org.genhowto.schemas.CaptionedTriplet;
import org.genhowto.schemas.GeneratedImage;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.LedgerEntry;
import org.genhowto.schemas.LedgerKind;
import org.genhowto.schemas.LedgerOutcome;
import org.genhowto.schemas.Split;
import org.genhowto.schemas.Target;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoReportTest {
  private static final String WILD = "<b>\"a\" & b</b>";

  @TempDir Path folder;

  private String page = "";

  @BeforeEach
  void write() throws IOException {
    try (var blobs = new FileBlobStore(folder)) {
      GenerationResult result =
          GenerationResult.newBuilder()
              .setRequestId("r1")
              .setStatus(GenerationStatus.SUCCEEDED)
              .setImages(
                  List.of(
                      GeneratedImage.newBuilder()
                          .setImage(blobs.put(new byte[] {9, 9, 9}, "image/png"))
                          .setSeed(1)
                          .build()))
              .setPrompt(WILD)
              .setTarget(Target.FINAL_STATE)
              .build();
      CaptionedTriplet triplet =
          CaptionedTriplet.newBuilder()
              .setTriplet(
                  TestTriplets.triplet(
                      TestTriplets.namedFrames(blobs, "v1", 4), Split.TRAIN, 0, 1, 3))
              .setActionCaption("a person slices <i>")
              .setFinalCaption("slices")
              .setCaptionerVersion("test")
              .build();
      page =
          new DemoReport(
                  summary(),
                  DemoLedger.of(ledger()),
                  List.of(question()),
                  List.of(result),
                  List.of(triplet),
                  blobs)
              .html();
    }
  }

  @Test
  void words_of_users_never_become_markup() {
    assertThat(page)
        .contains("&lt;b&gt;&quot;a&quot; &amp; b&lt;/b&gt;", "a person slices &lt;i&gt;<br>slices")
        .doesNotContain("<b>", "<i>");
  }

  @Test
  void a_request_shows_its_input_what_was_made_and_the_truth() {
    assertThat(page)
        .contains("base64,AQ==", "base64,CQkJ", "base64,Ag==")
        .containsSubsequence("<span>input</span>", "<span>generated</span>", "<span>truth</span>")
        .contains("<small>apple, final state</small>");
  }

  @Test
  void a_triplet_shows_its_three_frames() {
    assertThat(page)
        .containsSubsequence(
            "<span>initial state</span>", "<span>action</span>", "<span>final state</span>");
  }

  @Test
  void skips_are_counted_by_reason() {
    assertThat(page).contains("<tr><td>captioner: dull</td><td>3</td></tr>");
  }

  @Test
  void each_dropped_video_has_its_reason_and_scores_and_the_sums_balance() {
    assertThat(page)
        .contains("videos: 2 = 1 done + 1 skipped", "the sums balance")
        .contains(
            "<tr><td>v2</td><td>apple</td><td>skipped</td><td>triplet-selection</td>"
                + "<td>low-confidence: It is &lt;unsure&gt;</td><td>confidence 0.02740</td></tr>");
    assertThat(DemoLedger.of(ledger()).text())
        .contains("videos: 2 = 1 done + 1 skipped", "v2 (apple): skipped at triplet-selection")
        .doesNotContain("v1 (apple)");
  }

  private static LedgerFold ledger() {
    LedgerFold fold = new LedgerFold();
    fold.add(entry("v1", "shard-writer", "captioned-triplets", LedgerOutcome.EMITTED).build(), 0);
    fold.add(
        entry("v2", "triplet-selection", "scored-frames", LedgerOutcome.SKIPPED)
            .setReason("low-confidence")
            .setSentence("It is <unsure>")
            .setScores(Map.of("confidence", 0.0274))
            .build(),
        1);
    return fold;
  }

  private static LedgerEntry.Builder entry(
      String id, String stage, String topic, LedgerOutcome outcome) {
    return LedgerEntry.newBuilder()
        .setKind(LedgerKind.VIDEO)
        .setId(id)
        .setStage(stage)
        .setTopic(topic)
        .setOutcome(outcome)
        .setCategory("apple")
        .setTime(1);
  }

  private static DemoQuestion question() {
    return new DemoQuestion(
        "r1",
        "apple",
        Target.FINAL_STATE,
        WILD,
        new byte[] {1},
        "image/jpeg",
        Optional.empty(),
        Optional.of(new byte[] {2}));
  }

  private static DemoSummary summary() {
    return new DemoSummary(
        1, 4, 1, 0, 1, 1, 1, 1, 1, 0, Map.of(), Map.of("captioner: dull", 3L), Map.of(), 7);
  }
}
