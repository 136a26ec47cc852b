package org.genhowto.ingest.video;

/** A video that shows one picture from beginning to end, where such are not wanted. */
public final class StillVideoException extends UnusableVideoException {
  private static final long serialVersionUID = 1L;

  private final int keyFrames;
  private final int change;

  /**
   * @param keyFrames how many frames were compared
   * @param change most by which a mean of colours differs among them, in levels of 255
   */
  public StillVideoException(int keyFrames, int change) {
    super(
        "Its %d key frames show one picture: no colour differs by more than %d levels of 255."
            .formatted(keyFrames, change));
    this.keyFrames = keyFrames;
    this.change = change;
  }

  public int keyFrames() {
    return keyFrames;
  }

  public int change() {
    return change;
  }
}
