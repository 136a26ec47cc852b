package org.genhowto.launcher.chaos;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.Codec;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.UndecodableException;
import org.genhowto.schemas.VideoReference;
import org.jspecify.annotations.Nullable;

/** Makes a record that cannot be worked on of one that can. */
enum Poison {
  FOREIGN_BYTES,
  UNKNOWN_SCHEMA,
  NULL_VALUE,
  NULL_KEY,
  WRONG_TYPE,
  CUT_OFF,
  NO_URI,
  MISSING_BLOB,
  JUNK_BLOB,
  OVERSIZE,
  NOT_A_NUMBER;

  static final String PREFIX = "poison-";

  /** What a triplet's id has behind its video's. */
  private static final String SECONDS = "-1-4-7";

  private static final int FEW_BYTES = 40;
  private static final int LONG = 150_000;

  /** A record to send. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Dose(byte @Nullable [] key, byte @Nullable [] value) {}

  /**
   * What stands in a poisoned reference.
   *
   * @param blob holds bytes that are neither a tar nor a picture
   * @param video URI of a file that is no video
   * @param other a record of another type, as bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Junk(BlobRef blob, String video, byte[] other) {}

  String spelling() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether nothing but a dead letter can come of it, whatever the topic. */
  boolean deadly() {
    return switch (this) {
      case FOREIGN_BYTES, UNKNOWN_SCHEMA, NULL_VALUE, WRONG_TYPE, CUT_OFF -> true;
      case NULL_KEY, NO_URI, MISSING_BLOB, JUNK_BLOB, OVERSIZE, NOT_A_NUMBER -> false;
    };
  }

  /**
   * @param good bytes of a record that can be worked on
   * @return nothing where the topic's records have no such field
   */
  <V extends SpecificRecord> Optional<Dose> of(Codec<V> codec, byte[] good, String id, Junk junk)
      throws UndecodableException, RegistryUnavailableException {
    byte[] key = id.getBytes(StandardCharsets.UTF_8);
    return switch (this) {
      case FOREIGN_BYTES ->
          Optional.of(new Dose(key, (id + "{\"json\": 1}").getBytes(StandardCharsets.UTF_8)));
      case UNKNOWN_SCHEMA -> {
        byte[] value = good.clone();
        ByteBuffer.wrap(value, 1, Integer.BYTES).putInt(987_654);
        yield Optional.of(new Dose(key, value));
      }
      case NULL_VALUE -> Optional.of(new Dose(key, null));
      case WRONG_TYPE -> Optional.of(new Dose(key, junk.other()));
      case CUT_OFF ->
          Optional.of(new Dose(key, Arrays.copyOf(good, Math.min(FEW_BYTES, good.length / 2))));
      case NULL_KEY ->
          changed(codec, good, id, value -> true).map(dose -> new Dose(null, dose.value()));
      case NO_URI -> changed(codec, good, id, value -> set(value, "uri", ":: no uri ::"));
      case MISSING_BLOB -> changed(codec, good, id, value -> blob(value, missing(id)));
      case JUNK_BLOB ->
          changed(codec, good, id, value -> video(value, junk.video()) || blob(value, junk.blob()));
      case OVERSIZE ->
          changed(
              codec,
              good,
              id,
              value ->
                  set(value, "prompt", "x".repeat(LONG))
                      || set(value, "category", "x".repeat(LONG)));
      case NOT_A_NUMBER -> changed(codec, good, id, Poison::notANumber);
    };
  }

  private static <V extends SpecificRecord> Optional<Dose> changed(
      Codec<V> codec, byte[] good, String id, Predicate<SpecificRecord> change)
      throws UndecodableException, RegistryUnavailableException {
    V value = codec.decode(good);
    if (!change.test(value)) {
      return Optional.empty();
    }
    String own = codec.topic().key().equals("tripletId") ? id + SECONDS : id;
    set(value, "tripletId", own);
    set(value, idField(codec.topic().name()), id);
    return Optional.of(new Dose(own.getBytes(StandardCharsets.UTF_8), codec.encode(value)));
  }

  /** The field that names the input; triplets are named by their video all the way. */
  private static String idField(String topic) {
    return topic.equals(Topics.EVALUATION_SAMPLES.name())
        ? "sampleId"
        : topic.startsWith("generation") ? "requestId" : "videoId";
  }

  private static BlobRef missing(String id) {
    String sha256 = Sha256.of(id);
    return BlobRef.newBuilder()
        .setUri("blob:" + sha256)
        .setSha256(sha256)
        .setLength(1000)
        .setMediaType("image/png")
        .build();
  }

  private static boolean video(SpecificRecord value, String uri) {
    return value instanceof VideoReference && set(value, "uri", uri);
  }

  /** Sets the first blob that the record refers to. */
  private static boolean blob(SpecificRecord value, BlobRef blob) {
    for (Schema.Field field : value.getSchema().getFields()) {
      Object held = value.get(field.pos());
      if (held instanceof BlobRef) {
        value.put(field.pos(), blob);
        return true;
      }
      if (held instanceof SpecificRecord below && blob(below, blob)) {
        return true;
      }
      if (held instanceof List<?> list
          && !list.isEmpty()
          && list.get(0) instanceof SpecificRecord first
          && blob(first, blob)) {
        return true;
      }
    }
    return false;
  }

  /** Sets every text of a name, wherever it stands. */
  private static boolean set(SpecificRecord value, String name, String text) {
    boolean found = false;
    for (Schema.Field field : value.getSchema().getFields()) {
      Object held = value.get(field.pos());
      if (field.name().equals(name) && held instanceof CharSequence) {
        value.put(field.pos(), text);
        found = true;
      } else if (held instanceof SpecificRecord below) {
        found |= set(below, name, text);
      }
    }
    return found;
  }

  private static boolean notANumber(SpecificRecord value) {
    for (Schema.Field field : value.getSchema().getFields()) {
      Object held = value.get(field.pos());
      if (held instanceof Double
          || field.name().equals("relevance")
          || field.name().equals("guidance")) {
        value.put(field.pos(), Double.NaN);
        return true;
      }
      if (held instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Float) {
        value.put(field.pos(), list.stream().map(each -> Float.NaN).toList());
        return true;
      }
    }
    return value.getSchema().getFields().stream()
        .map(field -> value.get(field.pos()))
        .anyMatch(held -> held instanceof SpecificRecord below && notANumber(below));
  }
}
