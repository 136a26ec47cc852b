/** Requests over HTTP: forms read, records made, and what is known of each of them. */
@NullMarked
package org.genhowto.gateway.requests;

import org.jspecify.annotations.NullMarked;
