package org.genhowto.miniature.registration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.genhowto.miniature.world.Edition;
import org.genhowto.miniature.world.Scale;
import org.genhowto.miniature.world.World;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.json.Json;

/**
 * A look at test scenes under a registration.
 *
 * @param sha256 of the registration's file; the test scenes follow from it
 * @param looks all so far, this one last
 */
public record RegisteredTest(String name, String sha256, List<Look> looks) {
  private static final String LOOKS = ".looks.jsonl";

  /**
   * Somebody looked at test scenes.
   *
   * @param number from 1
   * @param time in ISO 8601, UTC
   * @param registration SHA-256 of its file
   * @param models what the weights hash to
   */
  public record Look(int number, String time, String registration, String models) {}

  public RegisteredTest {
    looks = List.copyOf(looks);
  }

  /**
   * Checks a registration and writes down that it is looked at, in a file beside it, before
   * anything is measured: a look that fails has been one.
   *
   * @param models what the weights hash to that are measured
   * @param root of a checkout of the repository, whose sources made the models
   * @throws IllegalArgumentException where scale, knobs or sources are not those registered, or the
   *     models are those of a rehearsal
   */
  public static RegisteredTest look(
      Path file, Scale scale, Path root, String models, InstantSource clock) throws IOException {
    requireTestable(scale.world());
    var registration = Registration.read(file);
    registration.requireSame(scale, WorldSources.of(root));
    var sha256 = Sha256.of(file);
    var list = file.resolveSibling(file.getFileName() + LOOKS);
    var looks = new ArrayList<Look>();
    if (Files.exists(list)) {
      for (var line : Files.readAllLines(list)) {
        looks.add(Json.PLAIN.readValue(line, Look.class));
      }
    }
    var look = new Look(looks.size() + 1, clock.instant().toString(), sha256, models);
    looks.add(look);
    Files.writeString(
        list,
        Json.PLAIN.writeValueAsString(look) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    return new RegisteredTest(registration.name(), sha256, looks);
  }

  /** Whether models of a world may be measured without a registration. */
  public static boolean isFree(World world) {
    return switch (world.edition()) {
      case FIRST -> true;
      case SECOND -> world.purpose() == World.Purpose.REHEARSAL;
    };
  }

  private static void requireTestable(World world) {
    if (isFree(world)) {
      throw new IllegalArgumentException(
          "A test under a registration is of final models of the %s edition, not of %s"
              .formatted(Edition.SECOND.word(), world));
    }
  }
}
