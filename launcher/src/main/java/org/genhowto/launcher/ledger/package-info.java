/** The ledger on a terminal: what became of videos and requests. */
@NullMarked
package org.genhowto.launcher.ledger;

import org.jspecify.annotations.NullMarked;
