/** Rows that change, and the events that tell those who watch what has changed. */
@NullMarked
package org.genhowto.gateway.dashboard.board;

import org.jspecify.annotations.NullMarked;
