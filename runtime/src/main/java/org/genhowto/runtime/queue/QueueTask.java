package org.genhowto.runtime.queue;

import org.genhowto.runtime.processing.Done;
import org.genhowto.schemas.CallOff;
import org.jspecify.annotations.Nullable;

/**
 * A request in this member's hands, from the claim to the end. Its handler's thread asks whether it
 * is lost or called off; the rest is the loop's alone.
 */
final class QueueTask {
  private final OpenRequest request;
  private final int deaths;
  private final long begun = System.nanoTime();
  private Stage stage = Stage.CLAIMING;
  private @Nullable Done done;
  private long since = begun;
  private volatile @Nullable CallOff calledOff;
  private volatile boolean lost;
  private boolean condemned;

  /** How far it is. */
  enum Stage {
    /** The claim is written, and not read yet. */
    CLAIMING,
    WORKING,
    /** What comes of it is to be written. */
    WORKED,
    /** That may have been written: the results must be read before it is written again. */
    UNSURE,
    /** It is written, and the claim is to be closed. */
    WRITTEN
  }

  /**
   * @param deaths how many members died with it in hand
   */
  QueueTask(OpenRequest request, int deaths) {
    this.request = request;
    this.deaths = deaths;
  }

  OpenRequest request() {
    return request;
  }

  /** How often it was handed out, this time included. */
  int delivery() {
    return deaths + 1;
  }

  Stage stage() {
    return stage;
  }

  void enter(Stage next) {
    stage = next;
    since = System.nanoTime();
  }

  /** Nanoseconds since it entered its stage. */
  long inStage() {
    return System.nanoTime() - since;
  }

  long nanosInHand() {
    return System.nanoTime() - begun;
  }

  void end(Done end) {
    done = end;
    enter(Stage.WORKED);
  }

  /** What came of it is refused; says whether that is so for the first time. */
  boolean condemn() {
    boolean first = !condemned;
    condemned = true;
    return first;
  }

  @Nullable Done done() {
    return done;
  }

  void callOff(CallOff status) {
    calledOff = status;
  }

  @Nullable CallOff calledOff() {
    return calledOff;
  }

  /** Somebody else has it now, or may have. */
  void lose() {
    lost = true;
  }

  boolean lost() {
    return lost;
  }
}
