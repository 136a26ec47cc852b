package org.genhowto.dataset.version;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A sample that a version leaves out.
 *
 * @param reason a fixed word or two, such as duplicate-triplet
 * @param of id of the triplet that stays in its place; null where none does
 * @param tar where it lies
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LeftOut(
    String tripletId,
    String videoId,
    String category,
    String reason,
    @Nullable String of,
    String tar) {

  /** Whether it was to go; else another sample stands for it. */
  @JsonIgnore
  public boolean isDeleted() {
    return reason.equals(Decisions.DELETED);
  }

  static LeftOut of(IndexedSample sample, String reason, @Nullable String of, String tar) {
    return new LeftOut(
        sample.tripletId(), sample.videoId(), sample.text("category"), reason, of, tar);
  }
}
