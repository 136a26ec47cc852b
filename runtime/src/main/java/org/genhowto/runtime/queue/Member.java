package org.genhowto.runtime.queue;

import java.util.UUID;

/**
 * A worker in one of its lives. A worker that was taken for dead goes on under a new name, so that
 * what it had in hand before is nobody's but whoever took it over.
 *
 * @param worker the same in every life
 * @param life tells the lives apart
 */
record Member(String worker, String life) {
  private static final int LIFE = 8;
  private static final String BETWEEN = ":";

  static Member born(String worker) {
    return new Member(worker, UUID.randomUUID().toString().substring(0, LIFE));
  }

  /** As claims name it. */
  String name() {
    return worker + BETWEEN + life;
  }

  /** The worker of a member's name. */
  static String workerOf(String name) {
    int end = name.lastIndexOf(BETWEEN);
    return end < 0 ? name : name.substring(0, end);
  }

  /** The transactions under which a member's results are written. */
  static String transactionalId(String name) {
    return "genhowto-" + name;
  }
}
