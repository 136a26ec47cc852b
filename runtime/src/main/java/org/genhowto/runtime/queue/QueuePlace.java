package org.genhowto.runtime.queue;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a request stands that nobody works on yet.
 *
 * @param position from 1, which is begun next; one that has waited for long may go before it
 * @param waiting how many wait, itself included
 * @param estimatedWait until it is begun, as the workers tell of late; null where none can tell
 */
public record QueuePlace(int position, int waiting, @Nullable Duration estimatedWait) {}
