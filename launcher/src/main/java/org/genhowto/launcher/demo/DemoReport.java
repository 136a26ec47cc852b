package org.genhowto.launcher.demo;

import static j2html.TagCreator.pre;

import j2html.tags.DomContent;
import j2html.tags.specialized.FigureTag;
import j2html.tags.specialized.TrTag;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.genhowto.miniature.page.Page;
import org.genhowto.miniature.page.Page.Section;
import org.genhowto.miniature.page.PageFigures;
import org.genhowto.miniature.page.PageTables;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.frames.FrameTar;
import org.genhowto.runtime.topic.TopicContents;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.CaptionedTriplet;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.Triplet;
import org.jspecify.annotations.Nullable;

/**
 * The pictures and numbers of a demo as one page that needs nothing else.
 *
 * @param ledger what became of every video
 * @param blobs holds the images and the frames
 */
public record DemoReport(
    DemoSummary summary,
    DemoLedger ledger,
    List<DemoQuestion> questions,
    List<GenerationResult> results,
    List<CaptionedTriplet> triplets,
    BlobStore blobs) {
  private static final int FIGURE_WIDTH = 340;

  public DemoReport {
    questions = List.copyOf(questions);
    results = List.copyOf(results);
    triplets = List.copyOf(triplets);
  }

  /** What the topics hold. */
  public static DemoReport of(
      Platform platform, DemoSummary summary, DemoLedger ledger, List<DemoQuestion> questions) {
    return new DemoReport(
        summary,
        ledger,
        questions,
        TopicContents.read(platform, Topics.GENERATION_RESULTS),
        TopicContents.read(platform, Topics.CAPTIONED_TRIPLETS),
        platform.blobs());
  }

  public String html() throws IOException {
    List<TrTag> skipped = new ArrayList<>();
    summary.skipped().forEach((why, n) -> skipped.add(PageTables.row(why, Long.toString(n))));
    Map<String, GenerationResult> answers = new HashMap<>();
    results.forEach(result -> answers.put(result.getRequestId(), result));
    List<FigureTag> asked = new ArrayList<>();
    for (DemoQuestion question : questions) {
      asked.add(request(question, answers.get(question.id())));
    }
    List<FigureTag> found = new ArrayList<>();
    for (CaptionedTriplet captioned : triplets) {
      found.add(triplet(captioned));
    }
    return new Page(
            "GenHowTo demo",
            List.of(pre(summary.text())),
            List.of(
                Section.of(
                    "Skips by reason", PageTables.numbers(List.of("reason", "records"), skipped)),
                Section.of("What became of every video", pre(ledger.sums())),
                Section.of(
                    "Dropped videos",
                    PageTables.words(
                        List.of("video", "category", "end", "stage", "reason", "scores"),
                        ledger.dropped().stream().map(PageTables::row).toList())),
                Section.of("Requests", PageFigures.cards(FIGURE_WIDTH, asked)),
                Section.of("Triplets", PageFigures.cards(FIGURE_WIDTH, found))))
        .html();
  }

  private FigureTag request(DemoQuestion question, @Nullable GenerationResult result)
      throws IOException {
    List<DomContent> pictures = new ArrayList<>();
    pictures.add(PageFigures.picture(question.mediaType(), question.input(), "input"));
    if (result != null) {
      for (var generated : result.getImages()) {
        byte[] image = blobs.read(generated.getImage());
        pictures.add(PageFigures.picture("image/png", image, "generated"));
      }
    }
    question
        .truth()
        .ifPresent(
            truth -> pictures.add(PageFigures.picture(question.mediaType(), truth, "truth")));
    String target = question.target().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return PageFigures.captioned(
        List.of(PageFigures.row(pictures)),
        List.of(question.prompt()),
        question.category() + ", " + target);
  }

  private FigureTag triplet(CaptionedTriplet captioned) throws IOException {
    Triplet triplet = captioned.getTriplet();
    Map<String, Integer> seconds = new LinkedHashMap<>();
    seconds.put("initial state", triplet.getInitialSecond());
    seconds.put("action", triplet.getActionSecond());
    seconds.put("final state", triplet.getFinalSecond());
    List<DomContent> pictures = new ArrayList<>();
    for (var second : seconds.entrySet()) {
      byte[] frame = FrameTar.frame(blobs, triplet.getSource(), second.getValue());
      pictures.add(PageFigures.picture("image/jpeg", frame, second.getKey()));
    }
    return PageFigures.captioned(
        List.of(PageFigures.row(pictures)),
        List.of(captioned.getActionCaption(), captioned.getFinalCaption()),
        "%s, confidence %.3f".formatted(triplet.getTripletId(), triplet.getConfidence()));
  }
}
