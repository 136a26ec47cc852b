package org.genhowto.launcher.replay;

import java.io.IOException;
import org.apache.avro.specific.SpecificRecord;
import org.genhowto.schemas.Topic;

/**
 * A stage that runs again, without its worker.
 *
 * @param <I> what it reads
 * @param <O> what it makes
 */
interface ReplayedStage<I extends SpecificRecord, O extends SpecificRecord> extends AutoCloseable {
  Topic<I> input();

  Topic<O> output();

  /** Whether of inputs with one key only the newest counts. */
  boolean takesNewestOnly();

  /**
   * Works on an input, and says what came of it.
   *
   * @throws IOException what it needs cannot be read now
   */
  void take(I input, Results<O> results) throws IOException;

  /** Comes after the last input. */
  void end(Results<O> results);

  /** The video or triplet that an output is of: what stands is compared by it. */
  String subject(O output);

  /** Key of an output in its topic. */
  String key(O output);

  Summary summary(O output);

  @Override
  void close();
}
