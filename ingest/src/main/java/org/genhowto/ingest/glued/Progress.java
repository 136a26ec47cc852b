package org.genhowto.ingest.glued;

import java.io.IOException;

/**
 * Is told again and again that reading goes on.
 *
 * @param <E> what it throws when there has been enough of it
 */
@FunctionalInterface
public interface Progress<E extends Exception> {
  void read() throws E, IOException;
}
