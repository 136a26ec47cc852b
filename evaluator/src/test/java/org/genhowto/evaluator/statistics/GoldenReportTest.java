package org.genhowto.evaluator.statistics;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.genhowto.evaluator.files.FeatureFile;
import org.genhowto.evaluator.files.FeatureSet.Features;
import org.genhowto.evaluator.files.FeatureSet.Statistics;
import org.genhowto.evaluator.protocol.FrechetReport;
import org.genhowto.evaluator.protocol.FrechetReport.Extras;
import org.genhowto.evaluator.protocol.FrechetReport.Subsets;
import org.genhowto.evaluator.protocol.FrechetSide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Reports on files of features: see src/test/python/distances_golden.py. */
class GoldenReportTest {
  @TempDir private Path folder;

  static Stream<JsonNode> subsets() throws IOException {
    return GoldenDistancesTest.subsets();
  }

  @ParameterizedTest
  @MethodSource("subsets")
  void kid_of_subsets_of_files_is_that_of_torch_fidelity(JsonNode golden) throws IOException {
    Subsets how =
        new Subsets(
            golden.get("count").asInt(), golden.get("size").asInt(), golden.get("seed").asLong());

    FrechetReport report =
        report(
            file("a.npz", GoldenDistancesTest.first(golden)),
            file("b.npy", GoldenDistancesTest.second(golden)),
            new Extras(how, null));

    KernelDistance.Measured kid = requireNonNull(report.kidOfSubsets());
    assertThat(kid.value()).isCloseTo(golden.get("mean").asDouble(), within(1e-12));
    assertThat(kid.error()).isCloseTo(golden.get("deviation").asDouble(), within(1e-12));
    assertThat(report.text()).contains("subsets of " + how.size() + ", seed " + how.seed());
    assertThat(report.fidInfinity()).isNull();
  }

  @Test
  void the_distance_at_infinity_takes_the_bias_of_few_images_away() throws IOException {
    float[][] many = GoldenDistancesTest.features(3, 4000, 8);
    float[][] few = GoldenDistancesTest.features(5, 200, 8);

    FrechetReport report =
        report(file("few.safetensors", few), file("many.npy", many), new Extras(null, 2020L));

    assertThat(report.fidInfinity()).isEqualTo(FrechetExtrapolation.of(few, many, 2020));
    FrechetExtrapolation infinite = requireNonNull(report.fidInfinity());
    assertThat(Math.abs(infinite.value())).isLessThan(report.fid() / 2);
    assertThat(infinite.slope()).isPositive();
    assertThat(report.text()).contains("FID at infinitely many generated images");
    assertThat(report.kidOfSubsets()).isNull();
  }

  @Test
  void statistics_and_too_few_rows_are_refused() throws IOException {
    float[][] rows = GoldenDistancesTest.features(3, 20, 4);
    Path features = file("a.npz", rows);
    Path statistics = folder.resolve("s.npz");
    FeatureFile.write(statistics, new Statistics(Gaussian.of(rows, "rows")));

    assertThatThrownBy(() -> report(features, statistics, new Extras(null, 1L)))
        .hasMessageContaining("need features on both sides");
    assertThatThrownBy(() -> report(features, statistics, new Extras(new Subsets(2, 2, 1), null)))
        .hasMessageContaining("need features on both sides");
    assertThatThrownBy(() -> report(features, features, new Extras(null, 1L)))
        .hasMessageContaining("the first set has 20 features, expected at least 30");
  }

  @ParameterizedTest
  @CsvSource({"0, 10, 1", "3, 1, 1", "3, 10, -1", "3, 10, 4294967296"})
  void subsets_that_cannot_be_drawn_are_refused(int count, int size, long seed) {
    assertThatThrownBy(() -> new Subsets(count, size, seed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "%d subsets of %d rows with the seed %d".formatted(count, size, seed));
  }

  private static FrechetReport report(Path first, Path second, Extras extras) {
    return FrechetReport.between(
        FrechetSide.of(first).features(null, done -> {}),
        FrechetSide.of(second).features(null, done -> {}),
        "of files",
        List.of(),
        extras);
  }

  private Path file(String name, float[][] rows) throws IOException {
    Path file = folder.resolve(name);
    FeatureFile.write(file, new Features(rows));
    return file;
  }
}
