package org.genhowto.launcher.dataset;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.genhowto.dataset.version.DatasetStore;
import org.genhowto.dataset.version.Deletion;
import org.genhowto.runtime.blob.BlobStore;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.frames.FrameTar;
import org.genhowto.runtime.topic.TopicLog;
import org.genhowto.runtime.topic.TopicSender;
import org.genhowto.runtime.worker.Platform;
import org.genhowto.schemas.BlobRef;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.SampledFrames;
import org.genhowto.schemas.Topics;

/**
 * Evaluation samples that come from what was deleted: of images that are a frame of a deleted video
 * or triplet, byte for byte, of images that were generated from one, and of what was generated from
 * those. A frame that somebody encoded anew, and the evaluator's reference folder, it does not
 * know.
 */
final class EvaluationRetraction {
  private final Platform platform;
  private final BlobStore blobs;

  EvaluationRetraction(Platform platform) {
    this.platform = platform;
    this.blobs = platform.blobs();
  }

  /** Samples to be taken back, by their ids. */
  Map<String, EvaluationSample> found(Deletion deletion, DatasetStore store) throws IOException {
    Set<String> images = deletion.frames(store);
    images.addAll(framesOfVideos(deletion));
    while (true) {
      Map<String, EvaluationSample> samples = of(images);
      int known = images.size();
      samples.values().forEach(one -> hash(one.getImage()).ifPresent(images::add));
      if (images.size() == known) {
        return samples;
      }
    }
  }

  /** Says to the topic that samples count no longer; of their features nothing is said again. */
  void retract(Map<String, EvaluationSample> samples) throws InterruptedException {
    try (TopicSender sender = TopicSender.of("dataset-delete", platform)) {
      sender.sendAndWait(
          Topics.EVALUATION_SAMPLES,
          samples.values().stream().map(EvaluationRetraction::retraction).toList(),
          EvaluationSample::getSampleId);
    }
  }

  /** The same place in the same series, and nothing else. */
  private static EvaluationSample retraction(EvaluationSample sample) {
    return EvaluationSample.newBuilder()
        .setSampleId(sample.getSampleId())
        .setSet(sample.getSet())
        .setRole(sample.getRole())
        .setTarget(sample.getTarget())
        .setCategory(sample.getCategory())
        .setClassifierFeatures(List.of())
        .setFrechetFeatures(List.of())
        .setFeatureVersion(sample.getFeatureVersion())
        .setFrechetVersion(sample.getFrechetVersion())
        .setModelVersion(sample.getModelVersion())
        .setMethod(sample.getMethod())
        .setRetracted(true)
        .build();
  }

  /** All frames of the videos that the log still holds: a request may have any as its input. */
  private Set<String> framesOfVideos(Deletion deletion) throws IOException {
    Map<String, SampledFrames> videos = new TreeMap<>();
    TopicLog.all(
        platform,
        Topics.SAMPLED_FRAMES,
        Optional.empty(),
        video -> {
          if (deletion.holds(video)) {
            videos.put(video.getFrames().getSha256(), video);
          }
        });
    Set<String> hashes = new HashSet<>();
    for (SampledFrames video : videos.values()) {
      if (blobs.contains(video.getFrames())) {
        FrameTar.frames(blobs, video).forEach(frame -> hashes.add(Sha256.of(frame.jpeg())));
      }
    }
    return hashes;
  }

  private Map<String, EvaluationSample> of(Set<String> images) {
    Map<String, EvaluationSample> samples = new TreeMap<>();
    TopicLog.all(
        platform,
        Topics.EVALUATION_SAMPLES,
        Optional.empty(),
        sample -> {
          if (!sample.getRetracted() && comesFrom(sample, images)) {
            samples.put(sample.getSampleId(), sample);
          } else {
            samples.remove(sample.getSampleId());
          }
        });
    return samples;
  }

  private static boolean comesFrom(EvaluationSample sample, Set<String> images) {
    return hash(sample.getImage()).filter(images::contains).isPresent()
        || hash(sample.getInput()).filter(images::contains).isPresent();
  }

  private static Optional<String> hash(Optional<BlobRef> image) {
    return image.map(BlobRef::getSha256);
  }
}
