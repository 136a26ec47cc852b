/** TLS of a server with a certificate and a key in files. */
@NullMarked
package org.genhowto.runtime.tls;

import org.jspecify.annotations.NullMarked;
