package org.genhowto.gateway.dashboard.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A map that keeps what was put last, and forgets the oldest. */
final class Newest<T> extends LinkedHashMap<String, T> {
  private static final long serialVersionUID = 1L;

  private final int most;

  Newest(int most) {
    this.most = most;
  }

  /** Puts a value as the newest, whether its key is known or not. */
  void renew(String key, T value) {
    remove(key);
    put(key, value);
  }

  /** Values, newest first. */
  List<T> newestFirst() {
    List<T> all = new ArrayList<>(values());
    Collections.reverse(all);
    return all;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
    return size() > most;
  }
}
