package org.genhowto.runtime.start;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.start.SocketProbe.Finding;
import org.genhowto.runtime.worker.KafkaConnection;
import org.genhowto.schemas.Causes;

/** Whether Kafka answers; if not, why, in a sentence for who says where it is. */
public final class BrokerReach {
  /** What people wait for an answer, on a machine that is busy. */
  private static final Duration PATIENCE = Duration.ofSeconds(6);

  private static final String PLAINTEXT = "PLAINTEXT";

  private BrokerReach() {}

  /**
   * What hinders, which may pass; empty where Kafka answers.
   *
   * @throws ConfigurationException Kafka refuses this client
   */
  static Optional<String> trouble(KafkaConnection kafka, Duration patience)
      throws InterruptedException {
    List<String> addresses =
        Arrays.stream(kafka.bootstrap().split(",", -1)).map(String::strip).toList();
    Map<String, Finding> findings = new TreeMap<>();
    boolean plain = kafka.client().getOrDefault("security.protocol", PLAINTEXT).equals(PLAINTEXT);
    for (String address : addresses) {
      Finding finding = SocketProbe.at(address);
      findings.put(address, finding);
      if (plain && finding == Finding.KAFKA) {
        return clusterTrouble(kafka, findings, patience);
      }
    }
    requireNoTlsOnBothSides(kafka, findings);
    boolean anyListens =
        findings.values().stream()
            .anyMatch(
                found ->
                    found != Finding.UNKNOWN_HOST
                        && found != Finding.REFUSED
                        && found != Finding.NO_CONNECTION);
    return !plain && anyListens
        ? clusterTrouble(kafka, findings, patience)
        : Optional.of(sentence(kafka, findings));
  }

  /**
   * Fails where Kafka is out of reach, within seconds.
   *
   * @throws OutOfReachException it does not answer
   */
  public static void require(KafkaConnection kafka) throws InterruptedException {
    Optional<String> trouble = trouble(kafka, PATIENCE);
    if (trouble.isPresent()) {
      throw new OutOfReachException(trouble.get());
    }
  }

  private static Optional<String> clusterTrouble(
      KafkaConnection kafka, Map<String, Finding> findings, Duration patience)
      throws InterruptedException {
    Map<String, Object> settings = new TreeMap<>(kafka.clientSettings());
    settings.put("client.id", "reach");
    settings.put("default.api.timeout.ms", (int) patience.toMillis());
    settings.put("request.timeout.ms", (int) patience.toMillis());
    try (Admin admin = Admin.create(settings)) {
      admin.describeCluster().nodes().get(patience.toMillis() + 500, TimeUnit.MILLISECONDS);
      return Optional.empty();
    } catch (ExecutionException e) {
      refuse(kafka, e.getCause() == null ? e : e.getCause());
      return Optional.of(sentence(kafka, findings));
    } catch (TimeoutException e) {
      return Optional.of(sentence(kafka, findings));
    } catch (KafkaException e) {
      throw new ConfigurationException(
          "no client can be made for Kafka at %s (kafka.bootstrap): %s"
              .formatted(kafka.bootstrap(), Causes.sentence(e)),
          e);
    }
  }

  /** Where a Kafka understood a question without TLS, a client with TLS would wait in vain. */
  private static void requireNoTlsOnBothSides(
      KafkaConnection kafka, Map<String, Finding> findings) {
    String protocol = kafka.client().getOrDefault("security.protocol", PLAINTEXT);
    if (protocol.endsWith("SSL") && findings.containsValue(Finding.KAFKA)) {
      throw new ConfigurationException(
          "Kafka at %s speaks without TLS, and kafka.security.protocol is %s; expected %s"
              .formatted(kafka.bootstrap(), protocol, protocol.replace("SSL", "PLAINTEXT")));
    }
  }

  private static void refuse(KafkaConnection kafka, Throwable cause) {
    String protocol = kafka.client().getOrDefault("security.protocol", PLAINTEXT);
    if (cause instanceof SslAuthenticationException) {
      throw new ConfigurationException(
          "no TLS comes about with Kafka at %s (%s): see kafka.security.protocol, which is %s"
                  .formatted(kafka.bootstrap(), Causes.sentence(cause), protocol)
              + ", and kafka.ssl.truststore.location",
          cause);
    }
    if (cause instanceof AuthenticationException) {
      throw new ConfigurationException(
          "Kafka at %s refuses the login (%s): see kafka.sasl.mechanism, which is %s"
                  .formatted(
                      kafka.bootstrap(),
                      Causes.message(cause),
                      kafka.client().getOrDefault("sasl.mechanism", "GSSAPI"))
              + ", and kafka.sasl.jaas.config",
          cause);
    }
  }

  private static String sentence(KafkaConnection kafka, Map<String, Finding> findings) {
    return "Kafka at %s is out of reach: %s; expected one at kafka.bootstrap (--bootstrap)"
        .formatted(
            kafka.bootstrap(),
            findings.entrySet().stream()
                .map(
                    found ->
                        found.getKey()
                            + ": "
                            + (found.getValue() == Finding.KAFKA
                                ? beyond()
                                : found.getValue().words()))
                .collect(Collectors.joining("; ")));
  }

  /** It answers the first question and then no more. */
  private static String beyond() {
    return "a Kafka answers, but wants a login or TLS (kafka.security.protocol), or its"
        + " advertised.listeners lead nowhere from here";
  }
}
