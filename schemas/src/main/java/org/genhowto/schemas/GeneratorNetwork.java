package org.genhowto.schemas;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A network of GenHowTo as the topic model-releases names it: {@code generator-action}, or {@code
 * generator-action.candidate} for weights that are tried beside those in service.
 */
public record GeneratorNetwork(Target target, Duty duty) {
  private static final String PREFIX = "generator-";
  private static final String CANDIDATE = ".candidate";

  /** What released weights are there for. */
  public enum Duty {
    /** They answer all requests that ask for no others. */
    SERVING,
    /** They answer requests that ask for them, until it is decided whether they are to serve. */
    CANDIDATE
  }

  /** The network of a target that serves. */
  public static GeneratorNetwork serving(Target target) {
    return new GeneratorNetwork(target, Duty.SERVING);
  }

  /** The network of a target that is tried. */
  public static GeneratorNetwork candidate(Target target) {
    return new GeneratorNetwork(target, Duty.CANDIDATE);
  }

  /** All networks, those that serve first. */
  public static Stream<GeneratorNetwork> all() {
    return Stream.of(Duty.values())
        .flatMap(duty -> Stream.of(Target.values()).map(each -> new GeneratorNetwork(each, duty)));
  }

  /** The network of this name; empty where it is not GenHowTo's. */
  public static Optional<GeneratorNetwork> named(String name) {
    return all().filter(network -> network.spelling().equals(name)).findFirst();
  }

  /** The network as releases name it. */
  public String spelling() {
    return PREFIX
        + target.name().toLowerCase(Locale.ROOT).replace('_', '-')
        + (duty == Duty.CANDIDATE ? CANDIDATE : "");
  }

  /**
   * Whether a result was made with the weights of a release: results name the version of the base
   * model after it, with - between.
   */
  public static boolean isMadeBy(String modelVersion, String version) {
    return modelVersion.equals(version)
        || (modelVersion.lastIndexOf('-') == version.length() && modelVersion.startsWith(version));
  }
}
