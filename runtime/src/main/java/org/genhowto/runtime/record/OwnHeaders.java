package org.genhowto.runtime.record;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Headers that are added behind those of a record. A record may bring headers of the same names:
 * only the last of each name is ours, the others stay.
 */
record OwnHeaders(Headers headers, String prefix) {
  private static final Pattern COUNT = Pattern.compile("[0-9]{1,9}");

  OwnHeaders add(String name, Object text) {
    headers.add(prefix + name, Provenance.bytes(text.toString()));
    return this;
  }

  Optional<String> text(String name) {
    return Provenance.text(headers, prefix + name);
  }

  Optional<Integer> count(String name) {
    return text(name).filter(COUNT.asMatchPredicate()).map(Integer::valueOf);
  }

  Optional<Instant> time(String name) {
    try {
      return text(name).map(Instant::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  Optional<Origin> origin() {
    return text("topic")
        .flatMap(
            topic -> Origin.parse(topic, text("partition").orElse(""), text("offset").orElse("")));
  }

  /** A copy of headers without the last one of each name. */
  static Headers without(Headers all, String prefix, Set<String> names) {
    Set<String> left = new HashSet<>();
    names.forEach(name -> left.add(prefix + name));
    List<Header> backwards = new ArrayList<>();
    all.forEach(header -> backwards.add(0, header));
    List<Header> kept = new ArrayList<>();
    for (Header header : backwards) {
      if (!left.remove(header.key())) {
        kept.add(0, header);
      }
    }
    return new RecordHeaders(kept);
  }
}
