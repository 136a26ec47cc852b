/** A robot's side of the gateway: requests, events and images over HTTP. */
@NullMarked
package org.genhowto.client;

import org.jspecify.annotations.NullMarked;
