package org.genhowto.runtime.start;

import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.genhowto.runtime.worker.KafkaConnection;

/** Whether the Schema Registry answers; if not, why, in a sentence for who says where it is. */
public final class RegistryReach {
  private static final int PATIENCE = 3000;

  private RegistryReach() {}

  /** What hinders, which may pass; empty where one of the registry's addresses answers. */
  public static Optional<String> trouble(KafkaConnection kafka) {
    if (kafka.registryUrl().startsWith("mock:")) {
      return Optional.empty();
    }
    List<String> troubles = new ArrayList<>();
    for (String url : kafka.registryUrl().split(",", -1)) {
      Optional<String> trouble = trouble(url.strip());
      if (trouble.isEmpty()) {
        return Optional.empty();
      }
      troubles.add(trouble.get());
    }
    return Optional.of(
        "the registry at %s is out of reach: %s; expected one at registry.url (--registry)"
            .formatted(kafka.registryUrl(), String.join("; ", troubles)));
  }

  /**
   * Fails where the registry is out of reach, within seconds.
   *
   * @throws OutOfReachException it does not answer
   */
  public static void require(KafkaConnection kafka) {
    trouble(kafka)
        .ifPresent(
            sentence -> {
              throw new OutOfReachException(sentence);
            });
  }

  private static Optional<String> trouble(String url) {
    try {
      URI subjects = URI.create(url.replaceAll("/+$", "") + "/subjects");
      HttpURLConnection connection = (HttpURLConnection) subjects.toURL().openConnection();
      connection.setConnectTimeout(PATIENCE);
      connection.setReadTimeout(PATIENCE);
      try {
        int status = connection.getResponseCode();
        // A refused login is told with the first schema, by the client that has the login.
        return status < 500 && status != HttpURLConnection.HTTP_NOT_FOUND
            ? Optional.empty()
            : Optional.of(
                "it answers with status %d, expected the list of subjects".formatted(status));
      } finally {
        connection.disconnect();
      }
    } catch (SSLException e) {
      return Optional.empty(); // Its own client knows the keys of TLS.
    } catch (UnknownHostException e) {
      return Optional.of("its host is unknown");
    } catch (ConnectException e) {
      return Optional.of("nothing listens there");
    } catch (SocketTimeoutException e) {
      return Optional.of("what listens there does not answer");
    } catch (MalformedURLException | IllegalArgumentException | ClassCastException e) {
      return Optional.of("it is no URL that begins with http:");
    } catch (IOException e) {
      return Optional.of("what listens there speaks no HTTP");
    }
  }
}
