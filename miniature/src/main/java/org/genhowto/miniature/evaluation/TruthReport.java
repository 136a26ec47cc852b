package org.genhowto.miniature.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.genhowto.evaluator.statistics.Estimate;
import org.jspecify.annotations.Nullable;

/**
 * What is only known where the truth is: whether pictures for the test scenes show what was asked
 * for, and how much of the scene they keep.
 *
 * @param background what counts as background
 * @param rows by method, then target, then group; those of a category follow their group's
 */
public record TruthReport(String background, List<Row> rows) {
  /** All categories GenHowTo is trained on, not only the measured ones. */
  public static final String ALL_SEEN = "all-seen";

  public TruthReport {
    rows = List.copyOf(rows);
  }

  /**
   * How one method did on some test scenes; means and intervals are over sampling seeds.
   *
   * @param method name of a folder of results, or of something to compare with
   * @param target what was asked for, such as final-state
   * @param group {@code unseen}, {@code seen} (the siblings of the unseen ones) or {@value
   *     #ALL_SEEN}
   * @param category null for the whole group
   * @param n pictures a seed
   * @param phase share of pictures in which CLIP, told the category, sees the asked phase
   * @param both share of pictures in which CLIP sees this phase of this category among all
   * @param judgedPhase the same as {@code phase}, as the judge sees it, which nothing else uses
   * @param judgedBoth the same as {@code both}, as the judge sees it
   * @param backgroundL1 mean difference to the truth outside its changed region, of 255
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Row(
      String method,
      String target,
      String group,
      @Nullable String category,
      int n,
      Estimate phase,
      Estimate both,
      Estimate judgedPhase,
      Estimate judgedBoth,
      Estimate backgroundL1) {}
}
