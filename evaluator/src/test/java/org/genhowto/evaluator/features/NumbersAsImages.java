package org.genhowto.evaluator.features;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Features that stand in the files as numbers, so that tests know them. */
public final class NumbersAsImages implements FeatureExtractor {

  public static void write(Path file, double... numbers) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        IntStream.range(0, numbers.length)
            .mapToObj(i -> String.valueOf(numbers[i]))
            .collect(Collectors.joining(" ")));
  }

  @Override
  public Features features(byte[] image) {
    String[] numbers = new String(image, StandardCharsets.UTF_8).split(" ", -1);
    float[] values = new float[numbers.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(numbers[i]);
    }
    return new Features(
        new FeatureVector(values, "numbers"),
        new FeatureVector(Arrays.copyOf(values, 2), "first two numbers"));
  }

  @Override
  public double agreement(byte[] image, String prompt) {
    return 0;
  }

  @Override
  public void close() {}
}
