package org.genhowto.captioner.blip2;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.genhowto.networks.model.ScriptedNetwork;

/**
 * What the language model says may follow, for the beams of one image. Keys and values of earlier
 * tokens are kept from call to call.
 */
final class CachedDecoder implements BeamSearch.Continuations, AutoCloseable {
  private final ScriptedNetwork network;
  private final NDManager manager;
  private final NDArray image;
  private final long[] prompt;
  private NDArray past;

  /**
   * Borrows the image tokens.
   *
   * @param image what the queries saw, (1, Q, W)
   * @param prompt the start token and what else the caption is to continue
   */
  CachedDecoder(ScriptedNetwork network, NDArray image, long[] prompt) {
    this.network = network;
    this.manager = image.getManager().newSubManager();
    this.image = image;
    this.prompt = prompt.clone();
    this.past = manager.zeros(new Shape(0));
  }

  @Override
  public float[][] first() {
    NDArray tokens = manager.create(prompt, new Shape(1, prompt.length));
    return rows(network.call("begin", image, tokens));
  }

  @Override
  public float[][] next(int[] parents, int[] tokens) {
    NDArray rows = manager.create(longs(parents));
    NDArray added = manager.create(longs(tokens), new Shape(tokens.length, 1));
    return rows(network.call("proceed", past, rows, added));
  }

  @Override
  public void close() {
    manager.close();
  }

  private float[][] rows(NDList results) {
    past.close();
    past = results.get(1);
    past.attach(manager);
    try (NDArray next = results.get(0)) {
      int rows = (int) next.getShape().get(0);
      int vocabulary = (int) next.getShape().get(1);
      float[] all = next.toFloatArray();
      float[][] byRow = new float[rows][vocabulary];
      for (int row = 0; row < rows; row++) {
        System.arraycopy(all, row * vocabulary, byRow[row], 0, vocabulary);
      }
      return byRow;
    }
  }

  private static long[] longs(int[] numbers) {
    long[] longs = new long[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      longs[i] = numbers[i];
    }
    return longs;
  }
}
