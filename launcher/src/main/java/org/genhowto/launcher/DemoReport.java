package org.genhowto.launcher;

import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.genhowto.runtime.BlobStore;
import org.genhowto.runtime.FrameTar;
import org.genhowto.runtime.Platform;
import org.genhowto.runtime.TopicContents;
import org.genhowto.schemas.CaptionedTriplet;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.Triplet;

/** The pictures and numbers of a demo as one page that needs nothing else. */
final class DemoReport {
  private static final String STYLE =
      """
      body{font:15px/1.5 system-ui,sans-serif;max-width:1200px;margin:2rem auto;padding:0 1rem;color:#1c2330}
      table{border-collapse:collapse}td,th{border:1px solid #dfe3e8;padding:.25rem .7rem;text-align:left}
      .grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(360px,1fr));gap:1rem}
      figure{margin:0;border:1px solid #dfe3e8;border-radius:8px;padding:.6rem}
      figure div{display:flex;gap:4px}img{width:33%;aspect-ratio:1;object-fit:cover;background:#eee}
      figcaption{margin-top:.4rem}small{color:#66707f}
      """;

  private DemoReport() {}

  static String html(Platform platform, DemoSummary summary, List<DemoQuestion> questions)
      throws IOException {
    StringBuilder page =
        new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">");
    page.append("<title>GenHowTo demo</title><style>").append(STYLE).append("</style>");
    page.append("<h1>GenHowTo demo</h1><pre>").append(escaped(summary.text())).append("</pre>");
    page.append("<h2>Skips by reason</h2><table>");
    summary
        .skipped()
        .forEach((why, n) -> page.append("<tr><td>%s<td>%d</tr>".formatted(escaped(why), n)));
    page.append("</table><h2>Requests: input, generated, truth</h2><div class=\"grid\">");
    requests(page, platform, questions);
    page.append("</div><h2>Triplets: initial state, action, final state</h2><div class=\"grid\">");
    for (CaptionedTriplet captioned : TopicContents.read(platform, Topics.CAPTIONED_TRIPLETS)) {
      triplet(page, platform.blobs(), captioned);
    }
    return page.append("</div></html>").toString();
  }

  private static void requests(StringBuilder page, Platform platform, List<DemoQuestion> questions)
      throws IOException {
    Map<String, GenerationResult> results = new HashMap<>();
    TopicContents.read(platform, Topics.GENERATION_RESULTS)
        .forEach(result -> results.put(result.getRequestId(), result));
    for (DemoQuestion question : questions) {
      GenerationResult result = results.get(question.id());
      page.append("<figure><div>").append(image(question.mediaType(), question.input()));
      if (result != null) {
        for (var generated : result.getImages()) {
          page.append(image("image/png", platform.blobs().read(generated.getImage())));
        }
      }
      question.truth().ifPresent(truth -> page.append(image(question.mediaType(), truth)));
      page.append(
          "</div><figcaption>%s<br><small>%s, %s</small></figcaption></figure>"
              .formatted(
                  escaped(question.prompt()),
                  escaped(question.category()),
                  escaped(question.target().name().toLowerCase(Locale.ROOT))));
    }
  }

  private static void triplet(StringBuilder page, BlobStore blobs, CaptionedTriplet captioned)
      throws IOException {
    Triplet triplet = captioned.getTriplet();
    page.append("<figure><div>");
    for (int second :
        List.of(triplet.getInitialSecond(), triplet.getActionSecond(), triplet.getFinalSecond())) {
      page.append(image("image/jpeg", FrameTar.frame(blobs, triplet.getSource(), second)));
    }
    page.append(
        "</div><figcaption>%s &rarr; %s<br><small>%s, confidence %.3f</small></figcaption></figure>"
            .formatted(
                escaped(captioned.getActionCaption()),
                escaped(captioned.getFinalCaption()),
                escaped(triplet.getTripletId()),
                triplet.getConfidence()));
  }

  private static String image(String type, byte[] bytes) {
    return "<img alt=\"\" src=\"data:%s;base64,%s\">"
        .formatted(type, Base64.getEncoder().encodeToString(bytes));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
