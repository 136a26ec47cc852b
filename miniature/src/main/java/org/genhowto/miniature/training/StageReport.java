package org.genhowto.miniature.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.genhowto.miniature.world.Scale;
import org.genhowto.networks.model.LossCurve;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.json.Json;

/**
 * How a stage went; it is written when all else is, and so tells that the stage is done.
 *
 * @param scale name of the scale
 * @param losses each training's curve by name
 * @param sha256 of each file that was made, by its path in the stage's folder
 * @param cost the only part that another run has otherwise
 */
public record StageReport(
    String stage,
    String scale,
    Map<String, List<LossCurve.Point>> losses,
    Map<String, String> sha256,
    Cost cost) {

  /**
   * What a stage took.
   *
   * @param seconds of all its starts together
   * @param peakMegabytes most memory the process has had resident, -1 where the system does not say
   */
  public record Cost(double seconds, long peakMegabytes) {}

  /** Reads the report of a stage that is done. */
  public static StageReport read(Path work, Stage stage) throws IOException {
    return Json.PLAIN.readValue(stage.report(work).toFile(), StageReport.class);
  }

  static void write(Path work, Stage stage, Scale scale, Cost cost) throws IOException {
    var report =
        new StageReport(
            stage.word(), scale.name(), losses(stage.state(work)), hashes(stage, work), cost);
    var file = stage.report(work);
    Files.createDirectories(file.getParent());
    Json.PLAIN.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), report);
  }

  private static Map<String, List<LossCurve.Point>> losses(Path state) throws IOException {
    var curves = new TreeMap<String, List<LossCurve.Point>>();
    try (var files = Files.list(state)) {
      for (var file : files.filter(file -> file.toString().endsWith(LossCurve.FILE)).toList()) {
        var name = file.getFileName().toString().replaceFirst("-?" + LossCurve.FILE + "$", "");
        curves.put(name.isEmpty() ? "loss" : name, LossCurve.read(file));
      }
    }
    return curves;
  }

  private static Map<String, String> hashes(Stage stage, Path work) throws IOException {
    var folder = stage.folder(work);
    var hashes = new TreeMap<String, String>();
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        hashes.put(folder.relativize(file).toString(), Sha256.of(file));
      }
    }
    return hashes;
  }
}
