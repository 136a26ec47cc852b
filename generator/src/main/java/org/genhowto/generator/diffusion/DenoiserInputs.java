package org.genhowto.generator.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of one pass, B latents in all.
 *
 * @param latents (B, C, h, w)
 * @param timesteps (B,), or (1,) where they are all the same
 * @param kvCache (B, L, K); or (M, L, K), where each of M parts has B/M latents
 * @param control (B, C, h, w), or (1, C, h, w) where it is the same for all; absent without
 *     ControlNet
 * @param strengths what the ControlNet's residuals are multiplied by, (B, 1, 1, 1); absent where it
 *     is 1 for all
 */
record DenoiserInputs(
    NDArray latents,
    NDArray timesteps,
    NDArray kvCache,
    @Nullable NDArray control,
    @Nullable NDArray strengths) {

  /** Lays parts one after the other; the tensors belong to the manager of the pass. */
  static DenoiserInputs of(NDManager pass, List<ConditionedLatents> parts) {
    return new DenoiserInputs(
        joined(pass, parts.stream().map(ConditionedLatents::latents).toList()),
        timesteps(pass, parts),
        kvCache(pass, parts),
        parts.stream().allMatch(part -> part.strength() == 0) ? null : control(pass, parts),
        strengths(pass, parts));
  }

  private static @Nullable NDArray strengths(NDManager pass, List<ConditionedLatents> parts) {
    if (parts.stream().allMatch(part -> part.strength() == 1)) {
      return null;
    }
    int all = parts.stream().mapToInt(ConditionedLatents::size).sum();
    return pass.create(perLatent(parts, ConditionedLatents::strength), new Shape(all, 1, 1, 1));
  }

  private static float[] perLatent(
      List<ConditionedLatents> parts, ToDoubleFunction<ConditionedLatents> value) {
    float[] all = new float[parts.stream().mapToInt(ConditionedLatents::size).sum()];
    int at = 0;
    for (ConditionedLatents part : parts) {
      for (int i = 0; i < part.size(); i++) {
        all[at++] = (float) value.applyAsDouble(part);
      }
    }
    return all;
  }

  private static NDArray timesteps(NDManager pass, List<ConditionedLatents> parts) {
    if (parts.stream().mapToDouble(ConditionedLatents::timestep).distinct().count() == 1) {
      return pass.create(new float[] {(float) parts.get(0).timestep()});
    }
    return pass.create(perLatent(parts, ConditionedLatents::timestep));
  }

  private static NDArray kvCache(NDManager pass, List<ConditionedLatents> parts) {
    boolean even = parts.stream().mapToInt(ConditionedLatents::size).distinct().count() == 1;
    List<NDArray> caches = new ArrayList<>();
    for (ConditionedLatents part : parts) {
      caches.add(even ? part.kvCache() : repeated(pass, part.kvCache(), part.size()));
    }
    return joined(pass, caches);
  }

  private static @Nullable NDArray control(NDManager pass, List<ConditionedLatents> parts) {
    NDArray first = parts.get(0).control();
    List<NDArray> controls = new ArrayList<>();
    for (ConditionedLatents part : parts) {
      NDArray control = part.control();
      if ((control == null) != (first == null)) {
        throw new IllegalArgumentException("Some parts of a pass have a control and some have not");
      }
      if (control != null) {
        controls.add(control);
      }
    }
    // Not by equals, which compares the numbers.
    if (first == null || controls.stream().allMatch(control -> control == first)) {
      return first;
    }
    List<NDArray> rows = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      rows.add(repeated(pass, controls.get(i), parts.get(i).size()));
    }
    return joined(pass, rows);
  }

  /** (1, ...) as (n, ...), without a copy. */
  private static NDArray repeated(NDManager pass, NDArray one, int times) {
    long[] shape = one.getShape().getShape().clone();
    shape[0] = times;
    NDArray all = one.broadcast(new Shape(shape));
    all.attach(pass);
    return all;
  }

  private static NDArray joined(NDManager pass, List<NDArray> arrays) {
    NDArray all = NDArrays.concat(new NDList(arrays), 0);
    all.attach(pass);
    return all;
  }
}
