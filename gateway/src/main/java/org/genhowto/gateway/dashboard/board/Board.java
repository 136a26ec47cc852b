package org.genhowto.gateway.dashboard.board;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Sections of rows with keys, each row with the version of the board in which it changed last, so
 * that whoever knows one version is told no more than what has changed since. What was taken away
 * is remembered for a while; whoever knows only older versions is told everything.
 */
public final class Board {
  private static final int REMEMBERED = 4000;

  private final ObjectMapper json = JsonMapper.builder().build();

  /** Tells this board from that of another process, or of this one's earlier life. */
  private final String name = UUID.randomUUID().toString().substring(0, 8);

  private final Map<String, Map<String, Row>> sections = new TreeMap<>();
  private final Deque<Gone> gone = new ArrayDeque<>();
  private long version;

  /** Versions below are not known well enough for a difference. */
  private long oldest;

  private record Row(long version, Object content, String json) {}

  private record Gone(long version, String section, String key) {}

  /**
   * What somebody is told.
   *
   * @param version of the board, of which he is told then
   * @param whole whether it is everything, or only what has changed
   * @param json an object: {@code at} in milliseconds since 1970, {@code set} with sections of
   *     rows, {@code gone} with keys by section
   */
  public record Change(long version, boolean whole, String json) {}

  /** Makes a section what is given: what is equal stays as it was. */
  public synchronized void show(String section, Map<String, ?> present) {
    Map<String, Row> rows = sections.computeIfAbsent(section, any -> new HashMap<>());
    long next = version + 1;
    boolean changed = false;
    for (String key : List.copyOf(rows.keySet())) {
      if (!present.containsKey(key)) {
        rows.remove(key);
        gone.add(new Gone(next, section, key));
        changed = true;
      }
    }
    for (Map.Entry<String, ?> entry : present.entrySet()) {
      Row known = rows.get(entry.getKey());
      if (known == null || !known.content().equals(entry.getValue())) {
        rows.put(entry.getKey(), new Row(next, entry.getValue(), text(entry.getValue())));
        changed = true;
      }
    }
    while (gone.size() > REMEMBERED) {
      oldest = gone.remove().version();
    }
    version = changed ? next : version;
  }

  /** The present version, as a client names it later. */
  public synchronized String id(long known) {
    return name + "-" + known;
  }

  /** The version that an id names, where it is one of this board that is still good for a start. */
  public synchronized Optional<Long> known(String id) {
    if (!id.matches(name + "-[0-9]{1,18}")) {
      return Optional.empty();
    }
    long known = Long.parseLong(id.substring(name.length() + 1));
    return known >= oldest && known <= version ? Optional.of(known) : Optional.empty();
  }

  /** Everything there is. */
  public synchronized Change whole(long at) {
    return new Change(version, true, change(at, -1));
  }

  /** What has changed since a version; empty where nothing has. */
  public synchronized Optional<Change> since(long known, long at) {
    if (known == version) {
      return Optional.empty();
    }
    return Optional.of(known < oldest ? whole(at) : new Change(version, false, change(at, known)));
  }

  private String change(long at, long known) {
    Map<String, String> set = new TreeMap<>();
    sections.forEach(
        (section, rows) -> {
          List<String> changed = new ArrayList<>();
          rows.forEach(
              (key, row) -> {
                if (row.version() > known) {
                  changed.add(text(key) + ":" + row.json());
                }
              });
          if (!changed.isEmpty() || known < 0) {
            set.put(section, "{" + String.join(",", changed) + "}");
          }
        });
    Map<String, List<String>> taken = new TreeMap<>();
    for (Gone one : gone) {
      boolean isBack = sections.getOrDefault(one.section(), Map.of()).containsKey(one.key());
      if (known >= 0 && one.version() > known && !isBack) {
        taken.computeIfAbsent(one.section(), any -> new ArrayList<>()).add(one.key());
      }
    }
    List<String> members = new ArrayList<>();
    set.forEach((section, rows) -> members.add(text(section) + ":" + rows));
    return "{\"at\":%d,\"set\":{%s},\"gone\":%s}"
        .formatted(at, String.join(",", members), text(taken));
  }

  private String text(Object content) {
    try {
      return json.writeValueAsString(content);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a row of the board is no JSON: " + content, e);
    }
  }
}
