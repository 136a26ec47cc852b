package org.genhowto.gateway;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.UploadedFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.genhowto.schemas.Causes;
import org.genhowto.schemas.PlainText;
import org.genhowto.schemas.RequestContract;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request body, JSON or multipart alike; {@code image} may be base64 text or an
 * uploaded file. Every complaint names its field.
 */
final class GatewayForm {

  /** One meaning for one body: no field twice, nothing behind the end. */
  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Map<String, String> fields;
  private final byte @Nullable [] upload;

  private GatewayForm(Map<String, String> fields, byte @Nullable [] upload) {
    this.fields = fields;
    this.upload = upload;
  }

  /** Reads a body; a field that is not in the list is refused. */
  static GatewayForm of(Context context, Set<String> known) {
    String type = Optional.ofNullable(context.header("Content-Type")).orElse("");
    GatewayForm form =
        switch (type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT)) {
          case "application/json" -> new GatewayForm(json(context.bodyAsBytes()), null);
          case "multipart/form-data" -> multipart(context);
          default ->
              throw GatewayProblem.unsupported(
                  "The body is '%s', expected application/json or multipart/form-data."
                      .formatted(PlainText.shown(type)));
        };
    Set<String> unknown = new TreeSet<>(form.fields.keySet());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      String first = unknown.iterator().next();
      throw GatewayProblem.badField(
          PlainText.shown(first),
          "There is no field '%s', expected any of %s.".formatted(PlainText.shown(first), known));
    }
    return form;
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  String required(String name) {
    return text(name)
        .filter(text -> !text.isBlank())
        .orElseThrow(() -> GatewayProblem.badField(name, "The field '" + name + "' is missing."));
  }

  Optional<byte[]> upload() {
    return Optional.ofNullable(upload);
  }

  Optional<Integer> integer(RequestContract.Whole range) {
    return whole(range).map(Math::toIntExact);
  }

  Optional<Long> whole(RequestContract.Whole range) {
    return number(
        range.field(),
        "a whole number from %d to %d".formatted(range.lowest(), range.highest()),
        Long::valueOf,
        range::holds);
  }

  Optional<Double> decimal(RequestContract.Decimal range) {
    return number(
        range.field(),
        "a number from %s to %s".formatted(range.lowest(), range.highest()),
        Double::valueOf,
        range::holds);
  }

  private <T> Optional<T> number(
      String name, String expected, Function<String, T> parser, Predicate<T> fits) {
    Optional<String> text = text(name);
    Optional<T> value;
    try {
      value = text.map(String::strip).map(parser);
    } catch (NumberFormatException e) {
      value = Optional.empty();
    }
    if (text.isPresent() && value.filter(fits).isEmpty()) {
      throw GatewayProblem.badField(
          name, "%s is '%s', expected %s.".formatted(name, PlainText.shown(text.get()), expected));
    }
    return value;
  }

  private static Map<String, String> json(byte[] body) {
    JsonNode root;
    try {
      root = STRICT.readTree(body);
    } catch (JacksonException e) {
      throw GatewayProblem.badBody(
          "The body is no JSON: %s.".formatted(PlainText.shown(e.getOriginalMessage())));
    } catch (IOException e) { // The bytes are here, so that only their encoding can be wrong.
      throw GatewayProblem.badBody(
          "The body is no text: %s.".formatted(PlainText.shown(String.valueOf(e.getMessage()))));
    }
    if (!root.isObject()) {
      throw GatewayProblem.badBody("The body is JSON, but no object.");
    }
    Map<String, String> fields = new HashMap<>();
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (field.getValue().isContainerNode()) {
        throw GatewayProblem.badField(
            PlainText.shown(field.getKey()),
            "%s is no text and no number.".formatted(PlainText.shown(field.getKey())));
      }
      if (!field.getValue().isNull()) {
        fields.put(field.getKey(), field.getValue().asText());
      }
    }
    return fields;
  }

  // What parses a form throws what it likes, checked or not, at a body that is none.
  @SuppressWarnings("CatchingUnchecked")
  private static GatewayForm multipart(Context context) {
    try {
      return parts(context);
    } catch (HttpResponseException e) {
      throw e;
    } catch (Exception e) {
      String reason = PlainText.shown(String.valueOf(e.getMessage()));
      throw tooLarge(e)
          ? GatewayProblem.tooLarge("The form is too large: %s.".formatted(reason))
          : GatewayProblem.badBody("The body is no form: %s.".formatted(reason));
    }
  }

  private static GatewayForm parts(Context context) throws IOException {
    Map<String, String> fields = new HashMap<>();
    // An uploaded file appears here too, without a value.
    context
        .formParamMap()
        .forEach((name, values) -> values.stream().findFirst().ifPresent(v -> fields.put(name, v)));
    UploadedFile file = context.uploadedFile("image");
    if (file == null) {
      return new GatewayForm(fields, null);
    }
    try (InputStream content = file.content()) {
      return new GatewayForm(fields, content.readAllBytes());
    }
  }

  private static boolean tooLarge(Exception failure) {
    return Causes.of(failure)
        .map(cause -> String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT))
        .anyMatch(text -> text.contains("exceed") || text.contains("too large"));
  }
}
