package org.genhowto.dataset.inspection;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.genhowto.dataset.version.DatasetStore;
import org.genhowto.dataset.version.IndexedSample;
import org.genhowto.dataset.version.Manifest;
import org.genhowto.dataset.version.Manifest.Shard;
import org.jspecify.annotations.Nullable;

/**
 * All that the samples of a version say of themselves as one Avro file, a record each, for tools
 * that read tables: without images, with the shard and the place in it. What a sample of an earlier
 * release does not say is null.
 */
public final class MetadataFile {
  private static final int COMPRESSION = 6;

  private static final List<String> TEXTS =
      List.of(
          "tripletId",
          "videoId",
          "category",
          "split",
          "uri",
          "licence",
          "videoSha256",
          "framesSha256",
          "contentSha256",
          "localizerVersion",
          "actionCaption",
          "finalCaption",
          "captionerVersion",
          "verifierVersion");

  private static final List<String> NUMBERS =
      List.of(
          "confidence",
          "geometricMean",
          "margin",
          "actionCaptionScore",
          "finalCaptionScore",
          "actionAgreement",
          "finalAgreement",
          "captionAgreement",
          "captionContrast");

  private static final List<String> WHOLE = List.of("votes", "runs");
  private static final List<String> LISTS = List.of("captionFlaws", "looks");
  private static final List<String> MOMENTS = List.of("initial", "action", "final");

  private static final Schema SCHEMA = schema();

  private MetadataFile() {}

  private static Schema schema() {
    SchemaBuilder.FieldAssembler<Schema> fields =
        SchemaBuilder.record("Sample").namespace("org.genhowto.dataset").fields();
    fields.requiredString("key").requiredString("shard").requiredLong("at").requiredInt("length");
    TEXTS.forEach(fields::optionalString);
    MOMENTS.forEach(moment -> fields.optionalInt(second(moment)));
    NUMBERS.forEach(fields::optionalDouble);
    WHOLE.forEach(fields::optionalInt);
    LISTS.forEach(list -> fields.name(list).type().array().items().stringType().noDefault());
    return fields.endRecord();
  }

  private static String second(String moment) {
    return moment + "Second";
  }

  /**
   * Writes it.
   *
   * @return samples written
   */
  public static long write(DatasetStore store, Manifest manifest, OutputStream out)
      throws IOException {
    long[] samples = {0};
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<>(SCHEMA))) {
      writer.setCodec(CodecFactory.deflateCodec(COMPRESSION));
      writer.setMeta("genhowto.version", manifest.version());
      writer.setMeta("genhowto.id", manifest.id());
      writer.create(SCHEMA, out);
      for (Shard shard : manifest.shards()) {
        store.samples(
            shard.file(),
            (line, sample) -> {
              writer.append(record(shard, sample));
              samples[0]++;
            });
      }
    }
    return samples[0];
  }

  private static GenericRecord record(Shard shard, IndexedSample sample) {
    JsonNode lineage = sample.lineage();
    GenericRecord record = new GenericData.Record(SCHEMA);
    record.put("key", sample.key());
    record.put("shard", shard.file());
    record.put("at", sample.at());
    record.put("length", sample.length());
    TEXTS.forEach(name -> record.put(name, text(lineage.path(name))));
    JsonNode seconds = lineage.path("seconds");
    MOMENTS.forEach(moment -> record.put(second(moment), whole(seconds.path(moment))));
    NUMBERS.forEach(name -> record.put(name, number(lineage.path(name))));
    WHOLE.forEach(name -> record.put(name, whole(lineage.path(name))));
    LISTS.forEach(name -> record.put(name, texts(lineage.path(name))));
    return record;
  }

  private static @Nullable String text(JsonNode node) {
    return node.isTextual() ? node.asText() : null;
  }

  private static @Nullable Double number(JsonNode node) {
    return node.isNumber() ? node.asDouble() : null;
  }

  private static @Nullable Integer whole(JsonNode node) {
    return node.isNumber() ? node.asInt() : null;
  }

  private static List<String> texts(JsonNode node) {
    List<String> texts = new ArrayList<>();
    StreamSupport.stream(node.spliterator(), false).forEach(one -> texts.add(one.asText()));
    return texts;
  }
}
