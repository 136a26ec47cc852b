/**
 * The ledger: what became of every video and every request, written by the workers and read as
 * stories.
 */
@NullMarked
package org.genhowto.runtime.ledger;

import org.jspecify.annotations.NullMarked;
