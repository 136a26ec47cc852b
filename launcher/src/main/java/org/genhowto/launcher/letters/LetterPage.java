package org.genhowto.launcher.letters;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.PrintWriter;
import java.util.Map;
import org.genhowto.runtime.json.Json;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.topic.LetterContent;

/** Everything about one letter, as text. */
public final class LetterPage {
  private LetterPage() {}

  public static void print(LetterContent content, PrintWriter out) throws JsonProcessingException {
    content.found().entry().fields().forEach((name, value) -> field(out, name, value));
    out.println("failures");
    for (DeadLetter failure : content.found().history()) {
      out.printf(
          "  %s  at %s  %d attempts%s  %s%n",
          failure.time(),
          failure.position(),
          failure.reason().attempts(),
          failure.replayed().map(time -> "  replayed " + time).orElse(""),
          LetterTexts.line(LetterTable.reason(failure)));
    }
    out.println("headers");
    for (Map.Entry<String, String> header : content.headers()) {
      out.printf(
          "  %s: %s%n", LetterTexts.line(header.getKey()), LetterTexts.line(header.getValue()));
    }
    value(content, out);
  }

  private static void value(LetterContent content, PrintWriter out) throws JsonProcessingException {
    byte[] bytes = content.found().written().value();
    out.println(bytes == null ? "value is null" : "value, %d bytes".formatted(bytes.length));
    if (content.decoded() != null) {
      out.println(Json.INDENTED.writeValueAsString(content.decoded()));
    } else {
      content
          .undecodable()
          .ifPresent(why -> out.println("  cannot be shown: " + LetterTexts.line(why)));
      out.println("  begins with " + content.head());
    }
  }

  private static void field(PrintWriter out, String name, Object value) {
    if (value != null) {
      out.printf("%-13s %s%n", name, LetterTexts.line(value.toString()));
    }
  }
}
