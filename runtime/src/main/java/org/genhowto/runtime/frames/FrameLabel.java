package org.genhowto.runtime.frames;

/** What a second of an annotated video shows. Ordinals are the labels in ChangeIt's files. */
public enum FrameLabel {
  BACKGROUND,
  INITIAL_STATE,
  ACTION,
  FINAL_STATE
}
