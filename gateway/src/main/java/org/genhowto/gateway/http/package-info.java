/** What holds for every answer over HTTP: hosts, origins, proxies in front, methods, ranges. */
@NullMarked
package org.genhowto.gateway.http;

import org.jspecify.annotations.NullMarked;
