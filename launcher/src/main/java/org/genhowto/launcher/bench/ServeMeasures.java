package org.genhowto.launcher.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.genhowto.client.GoalRequest;
import org.genhowto.launcher.bench.ServeWatch.Life;
import org.genhowto.launcher.bench.ServeWatch.Step;
import org.genhowto.schemas.Priority;

/** What is measured of a service with one generator. */
record ServeMeasures(ServeBed bed, ServeClient client) {
  private static final int LONG = 1000;

  /**
   * CPU time of gateway and generator for one image.
   *
   * @param cpu seconds, without what they use when idle
   * @param idle seconds that they use in a second without requests
   * @param kafka seconds of Kafka and the registry, for one image
   */
  record Cost(double cpu, double idle, double kafka) {}

  /** Over HTTP, one after the other. */
  Cost cost(int requests, int steps) throws InterruptedException {
    for (int i = 0; i < requests; i++) { // Until the machine's code is compiled.
      goal("warm-" + i, steps);
    }
    double before = bed.cpuSeconds();
    long nanos = System.nanoTime();
    TimeUnit.SECONDS.sleep(5);
    double idle = (bed.cpuSeconds() - before) / seconds(nanos);
    before = bed.cpuSeconds();
    double kafka = bed.kafkaCpuSeconds();
    nanos = System.nanoTime();
    for (int i = 0; i < requests; i++) {
      goal("cost-" + i, steps);
    }
    double used = bed.cpuSeconds() - before - idle * seconds(nanos);
    return new Cost(used / requests, idle, (bed.kafkaCpuSeconds() - kafka) / requests);
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private void goal(String id, int steps) throws InterruptedException {
    client.gateway().submit(goal(id).steps(steps).skip(0));
    client.watch().await(id, ServeClient.PATIENCE, Life::over);
  }

  private GoalRequest goal(String id) {
    return GoalRequest.of(client.picture(), ServeClient.PROMPT, "final-state").named(id);
  }

  /**
   * Milliseconds from the call until something happened, of a system that is warm and idle.
   *
   * @param begun a worker has it in hand
   * @param step the first step is done
   */
  record Start(Quantiles begun, Quantiles step) {}

  Start start(int requests) throws InterruptedException {
    List<Double> begun = new ArrayList<>();
    List<Double> step = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      String id = "start-" + i;
      long call = System.currentTimeMillis();
      client.gateway().submit(goal(id).steps(5).skip(0));
      Life life = client.watch().await(id, ServeClient.PATIENCE, Life::over);
      life.begun().ifPresent(first -> begun.add((double) (first.millis() - call)));
      life.firstStep().ifPresent(first -> step.add((double) (first.millis() - call)));
    }
    return new Start(Quantiles.of(begun), Quantiles.of(step));
  }

  /**
   * What becomes of a long request that is cancelled.
   *
   * @param millis from the cancellation's record to the result's
   * @param step milliseconds of one of its steps
   */
  record Cancel(Quantiles millis, double step) {}

  Cancel cancel(int requests) throws InterruptedException {
    List<Double> millis = new ArrayList<>();
    double step = 0;
    for (int i = 0; i < requests; i++) {
      String id = "cancel-" + i;
      client.ask(id, LONG, request -> {});
      client.watch().await(id, ServeClient.PATIENCE, life -> life.steps().size() > 5);
      client.gateway().cancel(id);
      Life life = client.watch().await(id, ServeClient.PATIENCE, Life::over);
      millis.add((double) (life.ended() - life.cancelled()));
      step += stepMillis(life) / requests;
    }
    return new Cancel(Quantiles.of(millis), step);
  }

  /**
   * How soon an urgent request is stepping while long ones are under way and others wait.
   *
   * @param millis from its record until its first step is done
   * @param step milliseconds of a step of those under way
   */
  record Overtaking(Quantiles millis, double step) {}

  Overtaking overtaking(int requests, int others) throws InterruptedException {
    List<String> crowd = new ArrayList<>();
    for (int i = 0; i < others; i++) {
      crowd.add("crowd-" + i);
      client.ask("crowd-" + i, LONG, request -> request.setPriority(Priority.LOW));
    }
    client.watch().await("crowd-0", ServeClient.PATIENCE, life -> life.steps().size() > 10);
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      String id = "urgent-" + i;
      client.ask(id, 5, request -> request.setPriority(Priority.HIGH));
      Life life = client.watch().await(id, ServeClient.PATIENCE, Life::over);
      life.firstStep().ifPresent(first -> millis.add((double) (first.millis() - life.asked())));
    }
    double step = stepMillis(client.watch().of("crowd-0"));
    for (String id : crowd) {
      client.gateway().cancel(id);
    }
    client.ends(crowd);
    return new Overtaking(Quantiles.of(millis), step);
  }

  private static double stepMillis(Life life) {
    List<Step> steps = life.steps();
    Step first = steps.get(1);
    Step last = steps.get(steps.size() - 1);
    return (double) (last.millis() - first.millis()) / (last.done() - first.done());
  }

  /**
   * Requests of mixed lengths that come at random.
   *
   * @param latency seconds from request to result
   * @param throughput requests a second
   * @param cpu seconds for one request, of gateway and generator
   */
  record Arrivals(Quantiles latency, double throughput, double cpu) {}

  /**
   * @param rate requests a second
   */
  Arrivals arrivals(String name, int requests, double rate, List<Integer> steps, long seed)
      throws InterruptedException {
    Random random = new Random(seed);
    TreeMap<Double, String> due = new TreeMap<>();
    double time = 0;
    for (int i = 0; i < requests; i++) {
      time -= Math.log(1 - random.nextDouble()) / rate;
      due.put(time, name + "-" + i);
    }
    double cpu = bed.cpuSeconds();
    long begin = System.nanoTime();
    int number = 0;
    for (var each : due.entrySet()) {
      long wait = begin + Math.round(each.getKey() * 1e9) - System.nanoTime();
      TimeUnit.NANOSECONDS.sleep(wait);
      client.ask(each.getValue(), steps.get(number % steps.size()), request -> {});
      number++;
    }
    List<Life> ends = client.ends(List.copyOf(due.values()));
    double last = ends.stream().mapToLong(Life::ended).max().orElseThrow();
    double first = ends.stream().mapToLong(Life::asked).min().orElseThrow();
    return new Arrivals(
        Quantiles.of(ends.stream().map(Life::seconds).toList()),
        requests / ((last - first) / 1000),
        (bed.cpuSeconds() - cpu) / requests);
  }
}
