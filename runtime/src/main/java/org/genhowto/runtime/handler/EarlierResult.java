package org.genhowto.runtime.handler;

import java.util.List;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.GenerationStatus;

/**
 * How an earlier request ended.
 *
 * @param images none where it did not succeed
 */
public record EarlierResult(GenerationStatus status, List<BlobRef> images) {
  public EarlierResult {
    images = List.copyOf(images);
  }
}
