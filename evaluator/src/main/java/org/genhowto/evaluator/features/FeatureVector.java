package org.genhowto.evaluator.features;

/**
 * What one network tells about one image.
 *
 * @param version names the weights, and how they were used; vectors of different versions cannot be
 *     compared
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; the array is handed on at once.
public record FeatureVector(float[] values, String version) {}
