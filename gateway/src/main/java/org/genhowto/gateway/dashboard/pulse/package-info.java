/** How the workers of all processes are at this moment, as their metrics and Kafka say it. */
@NullMarked
package org.genhowto.gateway.dashboard.pulse;

import org.jspecify.annotations.NullMarked;
