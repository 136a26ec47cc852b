package org.genhowto.evaluator.alerts;

import org.jspecify.annotations.Nullable;

/**
 * A metric and what it may be compared with.
 *
 * @param previous the same metric of the release before; null where there is none
 * @param previousRelease name of that release
 * @param all the same metric over all images of the release; null where it has no value
 */
record Sight(Seen now, @Nullable Seen previous, String previousRelease, @Nullable Seen all) {}
