package org.genhowto.captioner;

/**
 * How well two captions fit their frames.
 *
 * @param action cosine of the action frame and its caption in a shared space, in [-1, 1]
 * @param finalState the same of the final frame
 * @param contrast how much better the two frames agree with their own captions than with each
 *     other's, on average; 0 where the captions are the same
 */
public record CaptionAgreement(double action, double finalState, double contrast) {}
