package org.genhowto.launcher.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.Floats;
import org.genhowto.schemas.RegistryUnavailableException;
import org.genhowto.schemas.Role;
import org.genhowto.schemas.Target;
import org.genhowto.schemas.Topics;

/**
 * Samples in any number at little cost: some are encoded once, and sent again and again under other
 * ids. One in five is a real image.
 */
final class SampleFeed {
  private static final int ENCODED = 500;
  private static final int REAL = 5;

  private final TopicSender sender;
  private final List<byte[]> encoded = new ArrayList<>();
  private final int idAt;
  private long sent;
  private long generated;

  SampleFeed(TopicSender sender, int features) throws RegistryUnavailableException {
    this.sender = sender;
    Random random = new Random(1);
    for (int i = 0; i < ENCODED; i++) {
      encoded.add(sender.encode(Topics.EVALUATION_SAMPLES, sample(i, features, random)));
    }
    this.idAt = indexOf(encoded.get(0), id(0).getBytes(StandardCharsets.UTF_8));
  }

  /** All are of one length, so that one can take another's place in the bytes. */
  private static String id(long number) {
    return String.format(Locale.ROOT, "sample-%09d", number);
  }

  private static Role role(long number) {
    return number % REAL == 0 ? Role.TEST_TARGET : Role.GENERATED;
  }

  private static EvaluationSample sample(int number, int features, Random random) {
    float[] values = new float[features];
    for (int i = 0; i < features; i++) {
      values[i] = (float) random.nextGaussian();
    }
    boolean made = role(number) == Role.GENERATED;
    return EvaluationSample.newBuilder()
        .setSampleId(id(number))
        .setSet("bench")
        .setRole(role(number))
        .setTarget(Target.ACTION)
        .setCategory("category-" + number % 20)
        .setFeatureVersion("random")
        .setClassifierFeatures(Floats.list(values))
        .setFrechetFeatures(Floats.list(values))
        .setModelVersion(made ? "release" : "")
        .setMethod(made ? "genhowto" : "")
        .build();
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int at = 0; at + part.length <= bytes.length; at++) {
      if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    throw new IllegalStateException("an encoded sample does not hold its id");
  }

  /** Sends the next sample. */
  Future<RecordMetadata> next() {
    byte[] value = encoded.get((int) (sent % ENCODED)).clone();
    byte[] id = id(sent).getBytes(StandardCharsets.UTF_8);
    System.arraycopy(id, 0, value, idAt, id.length);
    generated += role(sent) == Role.GENERATED ? 1 : 0;
    Future<RecordMetadata> taken =
        sender.send(Topics.EVALUATION_SAMPLES, id(sent), value, Optional.empty());
    sent++;
    return taken;
  }

  /** When the broker took a sample, in milliseconds since 1970. */
  static long takenAt(Future<RecordMetadata> taken) throws InterruptedException {
    try {
      return taken.get().timestamp();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a sample was not taken", e.getCause());
    }
  }

  /** Samples that were sent. */
  long sent() {
    return sent;
  }

  /** Those among them that a release generated. */
  long generated() {
    return generated;
  }
}
