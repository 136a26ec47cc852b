package org.genhowto.gateway.requests;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.ContentTooLargeResponse;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.UploadedFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.genhowto.gateway.http.GatewayProblem;
import org.genhowto.schemas.Causes;
import org.genhowto.schemas.PlainText;
import org.genhowto.schemas.RequestContract;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request body, JSON or multipart alike; {@code image} may be base64 text or an
 * uploaded file. Every complaint names its field.
 */
public final class GatewayForm {

  /** One meaning for one body: no field twice, nothing behind the end. */
  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** ASCII digits only: other programs read neither others nor Java's suffixes. */
  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,30}");

  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?[0-9]{1,100}([.][0-9]{1,100})?([eE][+-]?[0-9]{1,3})?");

  /** The largest part that is no text: beside it a form has only short fields. */
  private static final String FILE_FIELD = "image";

  private static final char REPLACEMENT = '\ufffd';

  /** Lists of whole numbers: an array in JSON, numbers with commas between in a form. */
  private static final Set<String> LISTS = Set.of("sweep");

  private final Map<String, String> fields;

  /** Fields that came as a number, or as true or false. */
  private final Set<String> scalars;

  private final byte @Nullable [] upload;

  private GatewayForm(Map<String, String> fields, Set<String> scalars, byte @Nullable [] upload) {
    this.fields = fields;
    this.scalars = scalars;
    this.upload = upload;
  }

  /** Reads a body; a field that is not in the list is refused. */
  public static GatewayForm of(Context context, Set<String> known) {
    String type = Optional.ofNullable(context.header("Content-Type")).orElse("");
    GatewayForm form =
        switch (type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT)) {
          case "application/json" -> json(tree(context.bodyAsBytes()));
          case "multipart/form-data" -> multipart(context);
          case "image/png", "image/jpeg", "image/webp" -> raw(context);
          default ->
              throw GatewayProblem.unsupported(
                  "The body is '%s', expected application/json, multipart/form-data or an image."
                      .formatted(PlainText.shown(type)));
        };
    form.requireKnown(known);
    return form;
  }

  /** Reads an object that is there already; a field that is not in the list is refused. */
  static GatewayForm of(ObjectNode object, Set<String> known) {
    GatewayForm form = json(object);
    form.requireKnown(known);
    return form;
  }

  private void requireKnown(Set<String> known) {
    Set<String> unknown = new TreeSet<>(fields.keySet());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      String first = unknown.iterator().next();
      throw GatewayProblem.badField(
          PlainText.shown(first),
          "There is no field '%s', expected any of %s.".formatted(PlainText.shown(first), known));
    }
  }

  /**
   * A text, or a word of a choice.
   *
   * @throws GatewayProblem the field is a number, true or false
   */
  public Optional<String> text(String name) {
    if (scalars.contains(name)) {
      throw GatewayProblem.badField(
          name,
          "%s is %s, expected text."
              .formatted(name, PlainText.shown(String.valueOf(fields.get(name)))));
    }
    return Optional.ofNullable(fields.get(name));
  }

  /** Whether a field is given, whatever it holds. */
  boolean has(String name) {
    return fields.containsKey(name);
  }

  public String required(String name) {
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
        WHOLE,
        Long::valueOf,
        range::holds);
  }

  /** Whole numbers, each in the range; none where the field is left out. */
  List<Integer> integers(RequestContract.Whole range) {
    String text = fields.get(range.field());
    if (text == null) {
      return List.of();
    }
    List<Integer> values = new ArrayList<>();
    for (String one : text.split(",", -1)) {
      GatewayForm single = new GatewayForm(Map.of(range.field(), one), Set.of(), null);
      single.integer(range).ifPresent(values::add);
    }
    return values;
  }

  Optional<Double> decimal(RequestContract.Decimal range) {
    return number(
        range.field(),
        "a number from %s to %s".formatted(range.lowest(), range.highest()),
        DECIMAL,
        Double::valueOf,
        range::holds);
  }

  private <T> Optional<T> number(
      String name,
      String expected,
      Pattern spelling,
      Function<String, T> parser,
      Predicate<T> fits) {
    Optional<String> text = Optional.ofNullable(fields.get(name));
    Optional<T> value;
    try {
      value = text.map(String::strip).filter(spelling.asMatchPredicate()).map(parser);
    } catch (NumberFormatException e) {
      value = Optional.empty();
    }
    if (text.isPresent() && value.filter(fits).isEmpty()) {
      throw GatewayProblem.badField(
          name, "%s is '%s', expected %s.".formatted(name, PlainText.shown(text.get()), expected));
    }
    return value;
  }

  /**
   * The object that a body holds.
   *
   * @throws GatewayProblem it holds none
   */
  static ObjectNode tree(byte[] body) {
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
    if (root instanceof ObjectNode object) {
      return object;
    }
    throw GatewayProblem.badBody("The body is JSON, but no object.");
  }

  private static GatewayForm json(ObjectNode root) {
    Map<String, String> fields = new HashMap<>();
    Set<String> scalars = new HashSet<>();
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      requireValue(field.getKey(), field.getValue());
      if (LISTS.contains(field.getKey())) {
        list(field.getKey(), field.getValue()).ifPresent(text -> fields.put(field.getKey(), text));
        continue;
      }
      if (field.getValue().isContainerNode()) {
        throw GatewayProblem.badField(
            PlainText.shown(field.getKey()),
            "%s is no text and no number.".formatted(PlainText.shown(field.getKey())));
      }
      fields.put(field.getKey(), field.getValue().asText());
      if (!field.getValue().isTextual()) {
        scalars.add(field.getKey());
      }
    }
    return new GatewayForm(fields, scalars, null);
  }

  private static void requireValue(String name, JsonNode value) {
    if (value.isNull()) {
      throw GatewayProblem.badField(
          PlainText.shown(name),
          "%s is null, expected a value, or the field left out.".formatted(PlainText.shown(name)));
    }
  }

  /** Numbers with commas between; nothing where there are none. */
  private static Optional<String> list(String name, JsonNode list) {
    if (list.isArray() && list.isEmpty()) {
      return Optional.empty();
    }
    StringJoiner text = new StringJoiner(",");
    for (JsonNode element : list) {
      text.add(element.isIntegralNumber() ? element.asText() : "");
    }
    if (!list.isArray() || text.toString().matches(",.*|.*,,.*|.*,|")) {
      throw GatewayProblem.badField(
          name,
          "%s is '%s', expected a list of whole numbers such as [0, 10, 20]."
              .formatted(name, PlainText.shown(list.toString())));
    }
    return Optional.of(text.toString());
  }

  /** The body is the image, and the address says what is to be done with it. */
  private static GatewayForm raw(Context context) {
    Map<String, String> fields = new HashMap<>();
    context
        .queryParamMap()
        .forEach(
            (name, values) -> {
              requireOnce(name, LISTS.contains(name) ? 1 : values.size());
              fields.put(name, decoded(name, values));
            });
    if (fields.containsKey(FILE_FIELD)) {
      throw GatewayProblem.badField(
          FILE_FIELD, "image is given in the address and as the body, expected one of them.");
    }
    return new GatewayForm(fields, Set.of(), context.bodyAsBytes());
  }

  // What parses a form throws what it likes, checked or not, at a body that is none.
  @SuppressWarnings("CatchingUnchecked")
  private static GatewayForm multipart(Context context) {
    try {
      return parts(context);
    } catch (HttpResponseException | GatewayProblem e) {
      throw e;
    } catch (Exception e) {
      context.header("Connection", "close"); // The server gives it up with the form.
      String reason = PlainText.shown(String.valueOf(e.getMessage()));
      throw tooLarge(e)
          ? new ContentTooLargeResponse()
          : GatewayProblem.badBody("The body is no form: %s.".formatted(reason));
    }
  }

  private static GatewayForm parts(Context context) throws IOException {
    Map<String, String> fields = new HashMap<>();
    Map<String, List<UploadedFile>> files = context.uploadedFileMap();
    // An uploaded file appears here too, without a value.
    context
        .formParamMap()
        .forEach(
            (name, values) -> {
              boolean list = LISTS.contains(name) && !files.containsKey(name);
              requireOnce(
                  name, list ? 1 : values.size() + files.getOrDefault(name, List.of()).size());
              if (!values.isEmpty()) {
                fields.put(name, decoded(name, values));
              }
            });
    byte[] upload = null;
    for (Map.Entry<String, List<UploadedFile>> file : files.entrySet()) {
      if (!file.getKey().equals(FILE_FIELD)) {
        throw GatewayProblem.badField(
            PlainText.shown(file.getKey()),
            "%s is a file, expected text.".formatted(PlainText.shown(file.getKey())));
      }
      requireOnce(FILE_FIELD, file.getValue().size());
      try (InputStream content = file.getValue().get(0).content()) {
        upload = content.readAllBytes();
      }
    }
    return new GatewayForm(fields, Set.of(), upload);
  }

  /**
   * The text of a form or an address. Bytes that are no UTF-8 came out of its decoding as
   * replacement characters, which would be asked for in their place.
   */
  private static String decoded(String name, List<String> values) {
    String text = String.join(",", values);
    if (text.indexOf(REPLACEMENT) >= 0) {
      throw GatewayProblem.badField(
          PlainText.shown(name),
          "%s is '%s', expected text in UTF-8."
              .formatted(PlainText.shown(name), PlainText.shown(text)));
    }
    return text;
  }

  private static void requireOnce(String name, int times) {
    if (times > 1) {
      throw GatewayProblem.badField(
          PlainText.shown(name),
          "%s is given %d times, expected once.".formatted(PlainText.shown(name), times));
    }
  }

  private static boolean tooLarge(Exception failure) {
    return Causes.of(failure)
        .map(cause -> String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT))
        .anyMatch(text -> text.contains("exceed") || text.contains("too large"));
  }
}
