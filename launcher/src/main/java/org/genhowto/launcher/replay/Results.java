package org.genhowto.launcher.replay;

/** Takes in what a stage makes, subject by subject; what comes again replaces. */
interface Results<O> {
  /** An output came of a video or triplet. */
  void made(String subject, O output);

  /**
   * Nothing came of it.
   *
   * @param reason a fixed word or two
   */
  void none(String subject, String reason);

  /** It cannot be worked on. */
  void failed(String subject, String sentence);
}
