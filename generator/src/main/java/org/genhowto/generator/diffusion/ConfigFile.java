package org.genhowto.generator.diffusion;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.genhowto.networks.checkpoint.CheckpointException;

/** A part's config.json in the layout of diffusers. */
public final class ConfigFile {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          // Python writes -Infinity where it means no bound.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .serializationInclusion(JsonInclude.Include.NON_NULL)
          .build();

  private ConfigFile() {}

  /** Reads a record; what it has no component for is passed over. */
  public static <T> T read(Path file, Class<T> type) throws IOException {
    try {
      return JSON.readValue(file.toFile(), type);
    } catch (JsonParseException e) {
      throw new CheckpointException(
          "%s is not JSON: %s".formatted(file, e.getOriginalMessage()), e);
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          "%s cannot be used: %s".formatted(file, e.getOriginalMessage()), e);
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw new CheckpointException("There is no %s.".formatted(file), e);
    }
  }

  /** The same of a file that was read before, which messages name. */
  public static <T> T of(Path file, JsonNode tree, Class<T> type) {
    try {
      return JSON.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          "%s cannot be used: %s".formatted(file, e.getOriginalMessage()), e);
    }
  }

  /**
   * Reads the file of a network, and refuses options that would change its numbers.
   *
   * @throws CheckpointException naming them
   */
  public static <T extends Record> T read(Path file, Class<T> type, ConfigOptions others)
      throws IOException {
    Set<String> read =
        Arrays.stream(type.getRecordComponents())
            .map(component -> SnakeCaseStrategy.INSTANCE.translate(component.getName()))
            .collect(Collectors.toSet());
    others.check(file, read(file, JsonNode.class), read);
    return read(file, type);
  }

  /** Writes the record with the name of the diffusers class that reads it. */
  public static void write(Path file, Record config, String className) throws IOException {
    ObjectNode tree = JSON.createObjectNode().put("_class_name", className);
    tree.setAll((ObjectNode) JSON.valueToTree(config));
    write(file, (JsonNode) tree);
  }

  /** Writes the record as it is. */
  public static void write(Path file, Record content) throws IOException {
    write(file, JSON.<JsonNode>valueToTree(content));
  }

  private static void write(Path file, JsonNode tree) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, JSON.writeValueAsBytes(tree));
  }
}
