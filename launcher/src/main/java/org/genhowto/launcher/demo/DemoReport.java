package org.genhowto.launcher.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.frames.FrameTar;
import org.genhowto.runtime.page.HtmlFigure;
import org.genhowto.runtime.page.HtmlFigure.Picture;
import org.genhowto.runtime.page.HtmlPage;
import org.genhowto.runtime.page.HtmlTable;
import org.genhowto.runtime.topic.TopicContents;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.CaptionedTriplet;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.Triplet;

/** The pictures and numbers of a demo as one page that needs nothing else. */
public final class DemoReport {
  private static final int FIGURE_WIDTH = 340;

  private DemoReport() {}

  public static String html(Platform platform, DemoSummary summary, List<DemoQuestion> questions)
      throws IOException {
    HtmlTable skipped = new HtmlTable(HtmlTable.Kind.NUMBERS, "reason", "records");
    summary.skipped().forEach((why, n) -> skipped.row(why, Long.toString(n)));
    List<HtmlFigure> triplets = new ArrayList<>();
    for (CaptionedTriplet captioned : TopicContents.read(platform, Topics.CAPTIONED_TRIPLETS)) {
      triplets.add(triplet(platform.blobs(), captioned));
    }
    return new HtmlPage("GenHowTo demo")
        .preformatted(summary.text())
        .section("Skips by reason")
        .table(skipped)
        .section("Requests")
        .figures(FIGURE_WIDTH, requests(platform, questions))
        .section("Triplets")
        .figures(FIGURE_WIDTH, triplets)
        .html();
  }

  private static List<HtmlFigure> requests(Platform platform, List<DemoQuestion> questions)
      throws IOException {
    Map<String, GenerationResult> results = new HashMap<>();
    TopicContents.read(platform, Topics.GENERATION_RESULTS)
        .forEach(result -> results.put(result.getRequestId(), result));
    List<HtmlFigure> figures = new ArrayList<>();
    for (DemoQuestion question : questions) {
      List<Picture> pictures = new ArrayList<>();
      pictures.add(new Picture(question.mediaType(), question.input(), "input"));
      GenerationResult result = results.get(question.id());
      if (result != null) {
        for (var generated : result.getImages()) {
          byte[] image = platform.blobs().read(generated.getImage());
          pictures.add(new Picture("image/png", image, "generated"));
        }
      }
      question
          .truth()
          .ifPresent(truth -> pictures.add(new Picture(question.mediaType(), truth, "truth")));
      String target = question.target().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      figures.add(
          HtmlFigure.of(pictures, List.of(question.prompt()), question.category() + ", " + target));
    }
    return figures;
  }

  private static HtmlFigure triplet(BlobStore blobs, CaptionedTriplet captioned)
      throws IOException {
    Triplet triplet = captioned.getTriplet();
    Map<String, Integer> seconds = new LinkedHashMap<>();
    seconds.put("initial state", triplet.getInitialSecond());
    seconds.put("action", triplet.getActionSecond());
    seconds.put("final state", triplet.getFinalSecond());
    List<Picture> pictures = new ArrayList<>();
    for (var second : seconds.entrySet()) {
      byte[] frame = FrameTar.frame(blobs, triplet.getSource(), second.getValue());
      pictures.add(new Picture("image/jpeg", frame, second.getKey()));
    }
    return HtmlFigure.of(
        pictures,
        List.of(captioned.getActionCaption(), captioned.getFinalCaption()),
        "%s, confidence %.3f".formatted(triplet.getTripletId(), triplet.getConfidence()));
  }
}
