package org.genhowto.generator.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.genhowto.runtime.json.Json;

/** Runs scripts of this package by a Python that has diffusers. */
final class PythonBench {
  /** Loads the networks of a bench's folder. */
  private static final String MODELS = "bench-models.py";

  private PythonBench() {}

  /**
   * Runs one and reads the last line it prints as JSON; its errors go to this process's.
   *
   * @throws IOException where it ends with an error
   */
  static <T> T run(Path python, String script, Class<T> type, List<String> arguments)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile("genhowto-", ".py");
    try {
      Files.write(file, source(MODELS));
      Files.write(file, source(script), StandardOpenOption.APPEND);
      Stream<String> command = Stream.of(python.toString(), file.toString());
      String output = output(Stream.concat(command, arguments.stream()).toList());
      String last = output.substring(output.lastIndexOf('\n') + 1);
      return Json.PLAIN.readValue(last, type);
    } finally {
      Files.delete(file);
    }
  }

  private static String output(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    process.getOutputStream().close();
    byte[] output = process.getInputStream().readAllBytes();
    int exit = process.waitFor();
    if (exit != 0) {
      throw new IOException("%s ended with %d; it says why above".formatted(command.get(0), exit));
    }
    return new String(output, StandardCharsets.UTF_8).strip();
  }

  private static byte[] source(String script) throws IOException {
    try (InputStream source = PythonBench.class.getResourceAsStream(script)) {
      return Objects.requireNonNull(source, script).readAllBytes();
    }
  }
}
