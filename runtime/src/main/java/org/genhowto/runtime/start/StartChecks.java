package org.genhowto.runtime.start;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.KafkaException;
import org.genhowto.runtime.config.ConfigurationException;
import org.genhowto.runtime.worker.KafkaClients;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.runtime.worker.Waits;
import org.genhowto.runtime.worker.Worker;
import org.genhowto.schemas.TopicCheck;
import org.genhowto.schemas.TopicCreation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a worker on a cluster makes sure of before it begins: that Kafka and the registry answer and
 * the registry has the schemas, for which it waits without limit, and that nobody else works under
 * its name. A member of a group that joins under a name pushes out the one that has it, so two
 * processes with one name would push each other out for ever; the newcomer is the one that gives
 * way.
 */
public final class StartChecks implements Preflight {
  private static final Logger LOG = LoggerFactory.getLogger(StartChecks.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Duration REMINDER = Duration.ofSeconds(30);

  /** Longer than people would wait: a machine on which all start at once is slow. */
  private static final Duration ANSWER = Duration.ofSeconds(20);

  private static final String PART = "start";

  /** Longer than a member that died is held for alive. */
  private static final Duration SESSION = Duration.ofSeconds(60);

  private final Platform platform;
  private final Duration session;

  public StartChecks(Platform platform) {
    this(platform, SESSION);
  }

  /**
   * @param session how long somebody under the same name is waited for
   */
  public StartChecks(Platform platform, Duration session) {
    this.platform = platform;
    this.session = session;
  }

  /** What hinders at present. */
  private interface Look {
    Optional<String> trouble() throws InterruptedException;
  }

  @Override
  public void beforeMaking(Waits waits) throws InterruptedException {
    await(waits, () -> BrokerReach.trouble(platform.kafka(), ANSWER));
    await(waits, () -> RegistryReach.trouble(platform.kafka()));
    SchemaCheck schemas = new SchemaCheck(platform.serdes());
    await(waits, schemas::trouble);
    tellWrongTopics();
  }

  /** They keep nobody from working, but not all will be as it should. */
  private void tellWrongTopics() throws InterruptedException {
    try (Admin admin = KafkaClients.of(platform, PART).admin()) {
      new TopicCheck(new TopicCreation((short) 1))
          .wrongPartitions(admin)
          .forEach(difference -> LOG.atWarn().log(difference));
    } catch (KafkaException e) {
      LOG.atDebug().setCause(e).log("topics not looked at");
    }
  }

  @Override
  public void beforeStarting(Worker worker, int starts, Waits waits) throws InterruptedException {
    long end = System.nanoTime() + session.toNanos();
    await(
        waits,
        () -> {
          Optional<String> other = other(worker.name(), starts);
          if (other.isPresent() && System.nanoTime() - end > 0) {
            throw new ConfigurationException(other.get());
          }
          return other;
        });
  }

  private static void await(Waits waits, Look look) throws InterruptedException {
    long nextWord = System.nanoTime();
    boolean waited = false;
    try {
      for (Optional<String> trouble = look.trouble();
          trouble.isPresent();
          trouble = look.trouble()) {
        waits.begin(PART, trouble.get());
        if (System.nanoTime() - nextWord >= 0) {
          LOG.atWarn().addKeyValue("reason", trouble.get()).log("waiting");
          nextWord += REMINDER.toNanos();
        }
        waited = true;
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      }
    } finally {
      waits.end(PART);
    }
    if (waited) {
      LOG.atInfo().log("waited for is there");
    }
  }

  /** Somebody else who works under this worker's name. */
  private Optional<String> other(String worker, int starts) throws InterruptedException {
    String member = worker + "-" + platform.instance();
    Set<String> here = starts == 0 ? addresses() : Set.of();
    return members("genhowto-" + worker).stream()
        .filter(one -> one.groupInstanceId().filter(member::equals).isPresent())
        // The lock on the name says that none of this host is alive: it takes that one's place.
        .filter(one -> !here.contains(one.host().replaceFirst("^/", "")))
        .findFirst()
        .map(
            one ->
                "worker.instance is '%s', and the %s at %s works under that name"
                        .formatted(platform.instance(), worker, one.host().replaceFirst("^/", ""))
                    + "; expected a name of its own for each process");
  }

  private Collection<MemberDescription> members(String group) throws InterruptedException {
    try (Admin admin = KafkaClients.of(platform, PART).admin()) {
      return admin
          .describeConsumerGroups(List.of(group))
          .all()
          .get(PAUSE.multipliedBy(5).toMillis(), TimeUnit.MILLISECONDS)
          .values()
          .stream()
          .flatMap(described -> described.members().stream())
          .toList();
    } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
      // No group yet, or none of this kind; what it may not look at does not keep it from working.
      LOG.atDebug().setCause(e).addKeyValue("group", group).log("no members seen");
      return List.of();
    }
  }

  private static Set<String> addresses() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .map(address -> address.getHostAddress().replaceFirst("%.*", ""))
          .collect(Collectors.toSet());
    } catch (SocketException e) {
      LOG.atDebug().setCause(e).log("own addresses unknown");
      return Set.of();
    }
  }
}
