package org.genhowto.localizer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.genhowto.networks.checkpoint.Weights;

/**
 * The features of one video in a safetensors file, {@code view.0} (T, C) and so on in float32, so
 * that the video is decoded and encoded once however often it is trained on.
 */
public final class FeatureFile {
  private static final String VIEW = "view.";

  private FeatureFile() {}

  /** Writes the views of a video; the file appears whole or not at all. */
  public static void write(NDManager manager, Path file, TrainingVideo video) {
    try (NDManager scope = manager.newSubManager()) {
      Map<String, NDArray> views = new LinkedHashMap<>();
      for (float[][] view : video.views()) {
        views.put(VIEW + views.size(), scope.create(view));
      }
      Weights.save(file, views, DataType.FLOAT32);
    }
  }

  /** The views in a file. */
  public static List<float[][]> read(NDManager manager, Path file) {
    try (Weights weights = Weights.load(manager, file)) {
      List<float[][]> views = new ArrayList<>();
      while (weights.contains(VIEW + views.size())) {
        views.add(rows(weights.get(VIEW + views.size())));
      }
      return views;
    }
  }

  private static float[][] rows(NDArray view) {
    float[] values = view.toFloatArray();
    int width = Math.toIntExact(view.getShape().get(1));
    float[][] rows = new float[values.length / width][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
    }
    return rows;
  }
}
