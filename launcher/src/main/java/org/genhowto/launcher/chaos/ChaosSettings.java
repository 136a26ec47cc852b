package org.genhowto.launcher.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.genhowto.launcher.station.WorkerCatalogue;

/**
 * What a run does.
 *
 * @param folder takes everything: data, logs of the processes, the report
 * @param time no new fault begins after it
 * @param seed of faults and inputs
 * @param kills signals that end or stop a process; without a number as many as fit into the time
 * @param outages of the broker, the blob store and the registry; without a number as many as fit
 * @param workers that run; the inputs that none of them works off are not sent
 * @param entry main class of a worker's process, whose arguments are worker NAME
 * @param given settings of all workers, beside those that the run itself needs
 */
public record ChaosSettings(
    Path folder,
    Duration time,
    long seed,
    OptionalInt kills,
    OptionalInt outages,
    List<WorkerCatalogue> workers,
    String entry,
    Map<String, String> given) {

  public ChaosSettings {
    folder = folder.toAbsolutePath().normalize();
    workers = List.copyOf(workers);
    given = Map.copyOf(given);
  }
}
