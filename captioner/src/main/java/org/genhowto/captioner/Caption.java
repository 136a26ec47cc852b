package org.genhowto.captioner;

/**
 * What a picture shows, in words.
 *
 * @param text the words, stripped; empty where the model had none
 * @param score mean log-probability of the tokens, the end token included (natural logarithm, at
 *     most 0)
 */
public record Caption(String text, double score) {}
