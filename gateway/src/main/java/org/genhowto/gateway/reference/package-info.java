/** What the gateway's addresses and Kafka's topics are, for people and for tools. */
@NullMarked
package org.genhowto.gateway.reference;

import org.jspecify.annotations.NullMarked;
