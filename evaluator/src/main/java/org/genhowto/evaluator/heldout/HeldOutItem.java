package org.genhowto.evaluator.heldout;

import org.genhowto.schemas.Target;
import org.jspecify.annotations.Nullable;

/**
 * One request as the folder lists it.
 *
 * @param file the input image, relative to the folder
 * @param category of the input, as the evaluator knows it
 * @param prompt what the image is to show
 */
public record HeldOutItem(
    @Nullable String file,
    @Nullable String category,
    @Nullable Target target,
    @Nullable String prompt) {}
