package org.genhowto.runtime.worker;

/**
 * A worker with an HTTP server, which answers the {@link HealthPages} of its process as well: the
 * process opens no port of its own for them.
 */
public interface HealthServer extends Worker {}
