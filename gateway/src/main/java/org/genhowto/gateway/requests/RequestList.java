package org.genhowto.gateway.requests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.genhowto.gateway.http.GatewayProblem;
import org.genhowto.schemas.PlainText;

/**
 * Requests, the newest first, page by page. The order is that of their topic and never changes, so
 * that a page goes on where the one before ended, at any gateway and whatever came since.
 */
public final class RequestList {
  static final Comparator<GatewayEntry> OLDEST_FIRST =
      Comparator.comparing(RequestList::placeOf).thenComparing(GatewayEntry::requestId);

  private static final Pattern CURSOR = Pattern.compile("(-?[0-9]{1,18}) ([A-Za-z0-9._-]{1,128})");

  private RequestList() {}

  /**
   * A page.
   *
   * @param next cursor of the page that follows; empty on the last one
   */
  public record Page(List<GatewayEntry> entries, Optional<String> next) {
    public Page {
      entries = List.copyOf(entries);
    }
  }

  /** Where a page begins: behind this request. */
  private record Behind(long offset, String requestId) {
    boolean precedes(GatewayEntry entry) {
      int order = Long.compare(placeOf(entry).offset(), offset);
      return order < 0 || (order == 0 && entry.requestId().compareTo(requestId) < 0);
    }
  }

  /**
   * The page behind a cursor.
   *
   * @throws GatewayProblem the cursor is none that a page gave
   */
  public static Page of(
      GatewayJournal journal, Predicate<GatewayEntry> wanted, Optional<String> cursor, int limit) {
    Optional<Behind> behind = cursor.map(RequestList::behind);
    List<GatewayEntry> found =
        journal.all().stream()
            .filter(entry -> behind.isEmpty() || behind.get().precedes(entry))
            .filter(wanted)
            .sorted(OLDEST_FIRST.reversed())
            .limit(limit + 1L)
            .toList();
    if (found.size() <= limit) {
      return new Page(found, Optional.empty());
    }
    return new Page(found.subList(0, limit), Optional.of(cursor(found.get(limit - 1))));
  }

  private static RequestPlace placeOf(GatewayEntry entry) {
    RequestPlace place = entry.place();
    return place == null ? RequestPlace.DELETED : place;
  }

  private static String cursor(GatewayEntry last) {
    String text = placeOf(last).offset() + " " + last.requestId();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  private static Behind behind(String cursor) {
    try {
      Matcher matcher = CURSOR.matcher(new String(Base64.getUrlDecoder().decode(cursor), UTF_8));
      if (matcher.matches()) {
        return new Behind(Long.parseLong(matcher.group(1)), matcher.group(2));
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw GatewayProblem.badField(
        "cursor",
        "cursor is '%s', expected one that a page gave as next."
            .formatted(PlainText.shown(cursor)));
  }
}
