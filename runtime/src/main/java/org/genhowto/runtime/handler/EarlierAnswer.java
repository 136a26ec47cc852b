package org.genhowto.runtime.handler;

import java.util.List;
import org.genhowto.schemas.GeneratedImage;

/**
 * What an earlier request was answered with that asked for the same.
 *
 * @param requestId the first one that asked for it
 * @param images one or more
 */
public record EarlierAnswer(String requestId, List<GeneratedImage> images) {
  public EarlierAnswer {
    images = List.copyOf(images);
  }
}
