/** What the topics have told so far, bounded in memory. */
@NullMarked
package org.genhowto.gateway.dashboard.model;

import org.jspecify.annotations.NullMarked;
