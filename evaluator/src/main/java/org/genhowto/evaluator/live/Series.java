package org.genhowto.evaluator.live;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.genhowto.schemas.EvaluationSample;
import org.genhowto.schemas.Role;

/**
 * Samples of one group that play one part: the images of one release and method, or the real ones.
 *
 * @param release version of the weights; empty for real images
 * @param method that generated them; empty for real images
 */
record Series(SampleGroup group, Role role, String release, String method) {

  static Series of(EvaluationSample sample) {
    boolean generated = sample.getRole() == Role.GENERATED;
    return new Series(
        SampleGroup.of(sample),
        sample.getRole(),
        generated ? sample.getModelVersion() : "",
        generated ? sample.getMethod() : "");
  }

  /** Real images of the same group. */
  Series real(Role other) {
    return new Series(group, other, "", "");
  }

  String key() {
    return String.join("|", group.key(), role.name(), encoded(release), encoded(method));
  }

  static Series parse(String key) {
    List<String> parts = Stream.of(key.split("\\|", -1)).toList();
    return new Series(
        SampleGroup.parse(String.join("|", parts.subList(0, 4))),
        Role.valueOf(parts.get(4)),
        decoded(parts.get(5)),
        decoded(parts.get(6)));
  }

  private static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8);
  }

  private static String decoded(String part) {
    return URLDecoder.decode(part, StandardCharsets.UTF_8);
  }
}
