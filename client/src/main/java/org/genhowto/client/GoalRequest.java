package org.genhowto.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for. What is left out is left to the gateway and its model; what does not fit, the
 * gateway refuses with a sentence and the field.
 */
public final class GoalRequest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectNode fields = JSON.createObjectNode();
  private final byte @Nullable [] image;
  private String requestId = UUID.randomUUID().toString();

  private GoalRequest(byte @Nullable [] image, String prompt, String target) {
    this.image = image == null ? null : image.clone();
    fields.put("prompt", prompt).put("target", target);
  }

  /**
   * A request that starts from an image.
   *
   * @param image a file's bytes: PNG, JPEG or WebP
   * @param prompt what is to be seen, at most 1,000 characters
   * @param target action or final-state
   */
  public static GoalRequest of(byte[] image, String prompt, String target) {
    return new GoalRequest(image, prompt, target);
  }

  /**
   * A request that starts from what an earlier one gives, and waits for it.
   *
   * @param index which of its images, from 0
   */
  public static GoalRequest after(String earlier, int index, String prompt, String target) {
    GoalRequest request = new GoalRequest(null, prompt, target);
    request.fields.put("earlierRequestId", earlier).put("earlierIndex", index);
    return request;
  }

  /** Its name, in place of a random one: the same request under the same name is done once. */
  public GoalRequest named(String name) {
    requestId = name;
    return this;
  }

  /** What is not to be seen. */
  public GoalRequest negativePrompt(String words) {
    return with("negativePrompt", words);
  }

  /** Steps of the sampler, 1 to 1000. */
  public GoalRequest steps(int steps) {
    fields.put("steps", steps);
    return this;
  }

  /** Leading steps to skip, 0 to steps - 1. */
  public GoalRequest skip(int skip) {
    fields.put("skip", skip);
    return this;
  }

  /** Scale of classifier-free guidance, 0 to 1000. */
  public GoalRequest guidance(double guidance) {
    fields.put("guidance", guidance);
    return this;
  }

  /** Number of images, 1 to 16. */
  public GoalRequest count(int count) {
    fields.put("count", count);
    return this;
  }

  /** Seed of the noise; without one it comes from the request's name. */
  public GoalRequest seed(long seed) {
    fields.put("seed", seed);
    return this;
  }

  /** low, normal or high. */
  public GoalRequest priority(String priority) {
    return with("priority", priority);
  }

  /** After this time the result is of no more use, in whole seconds, rounded up. */
  public GoalRequest within(Duration time) {
    fields.put("withinSeconds", time.plusMillis(999).toSeconds());
    return this;
  }

  /** Ends older requests of the same key, such as a robot's goal of before. */
  public GoalRequest supersedes(String key) {
    return with("supersedeKey", key);
  }

  /** The weights it is to be made with, as results name them. */
  public GoalRequest modelVersion(String version) {
    return with("modelVersion", version);
  }

  /** genhowto, stable-diffusion, sdedit, edit-friendly or instruct-pix2pix. */
  public GoalRequest method(String method) {
    return with("method", method);
  }

  /**
   * ddim, ddim-eta, pndm, euler, euler-ancestral, dpm-solver++, dpm-solver++-sde or unipc; without
   * one the model's own.
   */
  public GoalRequest sampler(String sampler) {
    return with("sampler", sampler);
  }

  /** Side of the images in pixels, a multiple of 8 from 64 to 1024. */
  public GoalRequest size(int pixels) {
    fields.put("size", pixels);
    return this;
  }

  /** How much the input image counts in genhowto's ControlNet, 0 to 10; 1 is as published. */
  public GoalRequest controlScale(double scale) {
    fields.put("controlScale", scale);
    return this;
  }

  /** Share of the steps before which the ControlNet does not count, 0 to 1. */
  public GoalRequest controlStart(double share) {
    fields.put("controlStart", share);
    return this;
  }

  /** Share of the steps after which the ControlNet does not count, its start to 1. */
  public GoalRequest controlEnd(double share) {
    fields.put("controlEnd", share);
    return this;
  }

  /** How much instruct-pix2pix holds to the input image, 0 to 1000; 1.5 is as published. */
  public GoalRequest imageGuidance(double scale) {
    fields.put("imageGuidance", scale);
    return this;
  }

  /** What the input image shows, for edit-friendly, at most 1,000 characters. */
  public GoalRequest sourcePrompt(String words) {
    return with("sourcePrompt", words);
  }

  /** One image for each number of leading steps to skip, in place of skip and count. */
  public GoalRequest sweep(List<Integer> skips) {
    ArrayNode list = fields.putArray("sweep");
    skips.forEach(list::add);
    return this;
  }

  /** So many are made, of which the count best are given back: count to 32. */
  public GoalRequest candidates(int candidates) {
    fields.put("candidates", candidates);
    return this;
  }

  /** Every how many steps progress carries a small picture; 0 is never. */
  public GoalRequest previewEvery(int steps) {
    fields.put("previewEvery", steps);
    return this;
  }

  /** An http or https address that the result is posted to. */
  public GoalRequest webhook(String address) {
    return with("webhook", address);
  }

  /** A topic that the result is written to as well; its name begins with "replies.". */
  public GoalRequest replyTopic(String topic) {
    return with("replyTopic", topic);
  }

  /** Its place in a chain of goals. */
  public GoalRequest chain(String chainId, int step) {
    fields.put("chainId", chainId).put("step", step);
    return this;
  }

  public String requestId() {
    return requestId;
  }

  /** The body of the call. */
  String json() {
    ObjectNode body = fields.deepCopy();
    if (image != null) {
      body.put("image", Base64.getEncoder().encodeToString(image));
    }
    return body.toString();
  }

  private GoalRequest with(String field, String text) {
    fields.put(field, text);
    return this;
  }
}
