package org.genhowto.generator.release;

/**
 * Something in memory that several threads use and one closes. It is freed once it is closed and
 * nobody uses it any more: by whoever closes it, or else by its last user, so that nothing is taken
 * away under a hand that still works with it.
 */
public final class Lending implements AutoCloseable {
  private final Runnable freeing;
  private int users;
  private boolean closed;
  private boolean freed;

  /**
   * @param freeing is called once
   */
  public Lending(Runnable freeing) {
    this.freeing = freeing;
  }

  /**
   * From now on somebody uses it, until it is given back.
   *
   * @return false where it is closed, and must not be used
   */
  public synchronized boolean borrow() {
    if (closed) {
      return false;
    }
    users++;
    return true;
  }

  /** Somebody has no more use for it. */
  public void giveBack() {
    synchronized (this) {
      if (users == 0) {
        throw new IllegalStateException("nothing is lent, expected what was borrowed before");
      }
      users--;
    }
    freeIfUnused();
  }

  /** Nobody borrows it from now on; who has it goes on to the end. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    freeIfUnused();
  }

  private void freeIfUnused() {
    synchronized (this) {
      if (!closed || users > 0 || freed) {
        return;
      }
      freed = true;
    }
    freeing.run();
  }
}
