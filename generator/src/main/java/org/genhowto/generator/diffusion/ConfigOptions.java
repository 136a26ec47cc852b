package org.genhowto.generator.diffusion;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.genhowto.networks.checkpoint.CheckpointException;
import org.genhowto.runtime.json.Json;

/**
 * The options of a diffusers config.json that this project has in one form only. Another value
 * would change the numbers, so a file that has one is refused rather than half understood.
 *
 * <p>The resource config-options.json lists the accepted values; {@code any} stands for an option
 * that does not count here, such as the precision of an attention that is float32 anyway.
 */
public final class ConfigOptions {
  private static final String ANY = "any";
  private static final JsonNode RESOURCE = resource();

  /** Of UNet2DConditionModel and ControlNetModel. */
  static final ConfigOptions UNET = new ConfigOptions(RESOURCE.path("unet"));

  /** Of AutoencoderKL. */
  static final ConfigOptions AUTOENCODER = new ConfigOptions(RESOURCE.path("autoencoder"));

  private static final String SCHEDULERS = "schedulers";

  private final JsonNode accepted;

  private ConfigOptions(JsonNode accepted) {
    this.accepted = accepted;
  }

  /** Of a scheduler's class. */
  public static ConfigOptions ofScheduler(String className) {
    return new ConfigOptions(RESOURCE.path(SCHEDULERS).path(className));
  }

  /**
   * Checks a scheduler's file. Options of another class may be left in it, which this one takes no
   * notice of; but no option may be one that no class has.
   *
   * @throws CheckpointException naming every option that has an unknown value or name
   */
  public void checkScheduler(Path file, JsonNode config) {
    Set<String> others = new HashSet<>();
    RESOURCE.path(SCHEDULERS).forEach(each -> each.fieldNames().forEachRemaining(others::add));
    accepted.fieldNames().forEachRemaining(others::remove);
    check(file, config, others);
  }

  /**
   * Checks what the reader of a file passes over.
   *
   * @param read the options that are read, and so are no concern of this check
   * @throws CheckpointException naming every option that has an unknown value or name
   */
  void check(Path file, JsonNode config, Set<String> read) {
    List<String> faults = new ArrayList<>();
    for (Map.Entry<String, JsonNode> option : config.properties()) {
      String name = option.getKey();
      if (!name.startsWith("_") && !read.contains(name)) {
        fault(name, option.getValue(), faults);
      }
    }
    if (!faults.isEmpty()) {
      throw new CheckpointException(
          "%s has options this project does not have (%d):\n  %s"
              .formatted(file, faults.size(), String.join("\n  ", faults)));
    }
  }

  private void fault(String name, JsonNode value, List<String> faults) {
    JsonNode known = accepted.get(name);
    if (known == null) {
      // Options of later versions are off where they are null or false.
      if (!value.isNull() && !(value.isBoolean() && !value.booleanValue())) {
        faults.add("%s is %s, and the option is not known".formatted(name, value));
      }
    } else if (!accepts(known, value)) {
      faults.add("%s is %s, known is %s".formatted(name, value, known));
    }
  }

  private static boolean accepts(JsonNode known, JsonNode value) {
    if (known.get(0).asText().equals(ANY)) {
      return true;
    }
    if (value.isArray()) {
      return stream(value).allMatch(each -> accepts(known, each));
    }
    return stream(known)
        .anyMatch(
            one ->
                (one.isNumber() && value.isNumber())
                    ? one.doubleValue() == value.doubleValue()
                    : one.equals(value) || unbounded(one, value));
  }

  /** JSON has no infinite number, and Python writes one. */
  private static boolean unbounded(JsonNode known, JsonNode value) {
    return value.isDouble()
        && Double.isInfinite(value.doubleValue())
        && known.asText().equals(value.asText());
  }

  private static Stream<JsonNode> stream(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  private static JsonNode resource() {
    try (InputStream in = ConfigOptions.class.getResourceAsStream("config-options.json")) {
      return Json.PLAIN.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException("config-options.json cannot be read.", e);
    }
  }
}
