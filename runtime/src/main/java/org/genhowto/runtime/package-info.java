/** What every worker stands on: loops, outcomes, dead letters, blobs, settings, health, metrics. */
@NullMarked
package org.genhowto.runtime;

import org.jspecify.annotations.NullMarked;
