package org.genhowto.generator.bench;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The forward pass of {@link NetworkBench} in PyTorch, run by a Python that has diffusers. */
public final class ReferenceBench {
  private static final String SCRIPT = "bench-network.py";
  private static final String CHECK = "bench-check.py";

  private ReferenceBench() {}

  /**
   * What the script measured.
   *
   * @param cpu seconds of the cheapest pass
   * @param wall seconds of the same pass
   * @param load seconds until the weights were there
   * @param resident most bytes of memory its process had
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Result(
      double cpu, double wall, double load, long resident, String torch, String diffusers) {}

  /** The versions of a reference. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Versions(String torch, String diffusers) {}

  /**
   * Whether a Python can be the reference, before anything else is measured.
   *
   * @throws IOException it cannot
   */
  public static Versions check(Path python) throws IOException, InterruptedException {
    return PythonBench.run(python, CHECK, Versions.class, List.of());
  }

  /** Runs it on a prepared folder; its errors go to this process's. */
  public static Result run(Path python, NetworkBench bench, int threads)
      throws IOException, InterruptedException {
    return PythonBench.run(
        python,
        SCRIPT,
        Result.class,
        List.of(
            bench.folder().toString(),
            Integer.toString(bench.forwards()),
            Integer.toString(threads)));
  }

  /** Where the script writes its output, in a bench's folder. */
  public static Path output(NetworkBench bench) {
    return bench.folder().resolve("reference.safetensors");
  }
}
