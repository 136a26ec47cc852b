package org.genhowto.evaluator.statistics;

import org.genhowto.schemas.Role;

/**
 * One image as the downstream classifier sees it.
 *
 * @param id names the row; results say by it which were right
 * @param role its part in the protocol
 * @param features d numbers, as many in every row
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; shared, not copied.
public record ClassifierRow(String id, Role role, String category, float[] features) {}
