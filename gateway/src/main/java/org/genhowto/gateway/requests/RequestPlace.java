package org.genhowto.gateway.requests;

import java.util.Comparator;

/**
 * Where a request stands in its topic, which every gateway sees alike.
 *
 * @param time of its record, in milliseconds since 1970; negative where it has none
 * @param offset in the one partition of its topic
 */
public record RequestPlace(long time, long offset) implements Comparable<RequestPlace> {
  private static final Comparator<RequestPlace> ORDER =
      Comparator.comparingLong(RequestPlace::offset);

  /** Of a request whose record was not seen, as retention has deleted it: older than all others. */
  static final RequestPlace DELETED = new RequestPlace(-1, -1);

  @Override
  public int compareTo(RequestPlace other) {
    return ORDER.compare(this, other);
  }
}
