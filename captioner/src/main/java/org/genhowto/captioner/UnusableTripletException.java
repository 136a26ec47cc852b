package org.genhowto.captioner;

/** A triplet that can never be captioned: its frames are missing or are no images. */
public final class UnusableTripletException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableTripletException(String message) {
    super(message);
  }

  UnusableTripletException(String message, Exception cause) {
    super(message, cause);
  }
}
