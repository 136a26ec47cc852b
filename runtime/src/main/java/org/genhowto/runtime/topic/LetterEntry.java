package org.genhowto.runtime.topic;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.genhowto.runtime.record.DeadLetter;
import org.genhowto.runtime.record.LetterStatus;
import org.genhowto.schemas.DeadLetterState;
import org.jspecify.annotations.Nullable;

/**
 * A record that became a dead letter, once however often it failed.
 *
 * @param letter the newest one
 * @param newestState what was done last about it, where anything was
 */
public record LetterEntry(DeadLetter letter, @Nullable DeadLetterState newestState) {

  public LetterStatus status() {
    return LetterStatus.of(letter, newestState);
  }

  public Optional<DeadLetterState> state() {
    return Optional.ofNullable(newestState);
  }

  /** As commands and addresses show it; the names of the fields stay as they are. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("worker", letter.worker());
    fields.put("position", letter.position().toString());
    fields.put("letterId", letter.id());
    fields.put("state", status().word());
    fields.put("topic", letter.origin().topic());
    fields.put("partition", letter.origin().partition());
    fields.put("offset", letter.origin().offset());
    fields.put("key", letter.key().orElse(null));
    fields.put("exception", letter.reason().exception());
    fields.put("message", letter.reason().message());
    fields.put("attempts", letter.attempts());
    fields.put("failures", letter.failures());
    fields.put("firstFailure", letter.first().toString());
    fields.put("lastFailure", letter.time().toString());
    fields.put("actor", state().map(DeadLetterState::getActor).orElse(null));
    fields.put(
        "actedAt", state().map(s -> Instant.ofEpochMilli(s.getAt()).toString()).orElse(null));
    fields.put("reason", state().flatMap(DeadLetterState::getReason).orElse(null));
    return fields;
  }
}
