package org.genhowto.networks.model;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Predicate;
import org.genhowto.networks.checkpoint.Checkpoint;
import org.genhowto.networks.checkpoint.ModelLocation;

/**
 * A network that others publish checkpoints of: where it lies, whether it is whole, and how it is
 * called under the names of the library it was published for.
 *
 * @param found whether a very folder holds it
 * @param reader its tensors, checked
 * @param loader the network
 */
public record PublishedNetwork(
    Signature signature, Predicate<ModelLocation> found, Reader reader, Loader loader) {

  /**
   * How it is called.
   *
   * @param spelling its name on the command line, such as vae-decoder
   * @param reference the class of the reference library that reads the same files
   * @param inputs its arguments with their shapes, those that may be left out in brackets
   */
  public record Signature(String spelling, String reference, List<String> inputs) {
    public Signature {
      inputs = List.copyOf(inputs);
    }
  }

  /** Reads the headers of a network's files. */
  @FunctionalInterface
  public interface Reader {
    Checkpoint read(ModelLocation place) throws IOException;
  }

  /** Reads a network. */
  @FunctionalInterface
  public interface Loader {
    NamedNetwork load(NDManager parent, ModelLocation place) throws IOException;
  }

  public String spelling() {
    return signature.spelling();
  }

  public boolean isAt(ModelLocation place) {
    return found.test(place);
  }

  /**
   * Its tensors.
   *
   * @throws CheckpointException where the files are damaged or do not fit the network
   */
  public Checkpoint checkpoint(ModelLocation place) {
    try {
      return reader.read(place);
    } catch (IOException e) {
      throw unreadable(place, e);
    }
  }

  /** Reads it; the manager owns it. */
  public NamedNetwork load(NDManager parent, ModelLocation place) {
    try {
      return loader.load(parent, place);
    } catch (IOException e) {
      throw unreadable(place, e);
    }
  }

  private static UncheckedIOException unreadable(ModelLocation place, IOException e) {
    return new UncheckedIOException("%s cannot be read.".formatted(place.folder()), e);
  }
}
