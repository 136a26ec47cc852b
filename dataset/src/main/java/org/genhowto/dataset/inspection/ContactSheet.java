package org.genhowto.dataset.inspection;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.genhowto.dataset.version.DatasetStore;
import org.genhowto.dataset.version.IndexedSample;
import org.genhowto.dataset.version.Manifest;
import org.genhowto.dataset.version.Manifest.Shard;
import org.genhowto.runtime.blob.Sha256;
import org.genhowto.runtime.shard.ShardReader;
import org.genhowto.runtime.shard.ShardSample;

/** Samples of a version on one page of HTML that needs nothing else. */
public final class ContactSheet {
  private static final String HEAD =
      """
      <!doctype html><html lang="en"><meta charset="utf-8"><title>Samples</title>
      <style>body{font:15px/1.4 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}
      figure{display:inline-block;margin:0 .5rem .5rem 0;width:31%;vertical-align:top}
      img{width:100%}table{border-collapse:collapse;font-size:13px}
      td{padding:.1rem .8rem .1rem 0;vertical-align:top;overflow-wrap:anywhere}
      article{border-top:1px solid #999;padding:1rem 0}</style>
      """;

  private final DatasetStore store;
  private final Manifest manifest;

  public ContactSheet(DatasetStore store, Manifest manifest) {
    this.store = store;
    this.manifest = manifest;
  }

  /** A page, and how many samples are on it. */
  public record Page(String html, int samples) {}

  /** Those of some triplets or videos, by id or key. */
  public Page of(Collection<String> ids) throws IOException {
    Set<String> wanted = new HashSet<>(ids);
    return page(
        sample ->
            wanted.contains(sample.tripletId())
                || wanted.contains(sample.key())
                || wanted.contains(sample.videoId()));
  }

  /** So many, which a seed decides. */
  public Page random(int count, long seed) throws IOException {
    PriorityQueue<Map.Entry<Long, String>> lowest =
        new PriorityQueue<>(
            Comparator.comparing(Map.Entry<Long, String>::getKey)
                .thenComparing(Map.Entry::getValue)
                .reversed());
    for (Shard shard : manifest.shards()) {
      store.samples(
          shard.file(),
          (line, sample) -> {
            lowest.add(
                Map.entry(Sha256.leadingBits(seed + " " + sample.tripletId()), sample.tripletId()));
            if (lowest.size() > count) {
              lowest.poll();
            }
          });
    }
    Set<String> taken = new HashSet<>();
    lowest.forEach(one -> taken.add(one.getValue()));
    return page(sample -> taken.contains(sample.tripletId()));
  }

  private interface Wanted {
    boolean is(IndexedSample sample);
  }

  private Page page(Wanted wanted) throws IOException {
    StringBuilder html = new StringBuilder(HEAD);
    html.append("<h1>Version ").append(manifest.version()).append("</h1>\n");
    int[] samples = {0};
    for (Shard shard : manifest.shards()) {
      store.blocks(
          shard.file(),
          (line, sample) -> wanted.is(sample),
          (sample, block) -> {
            article(shard, sample, block, html);
            samples[0]++;
          });
    }
    return new Page(html.toString(), samples[0]);
  }

  private static void article(Shard shard, IndexedSample sample, byte[] block, StringBuilder html)
      throws IOException {
    ShardSample content;
    try (ShardReader reader = ShardReader.open(sample.key(), new ByteArrayInputStream(block))) {
      Optional<ShardSample> next = reader.next();
      content = next.orElseThrow(() -> new IOException(sample.key() + " holds no sample"));
    }
    html.append("<article><h2>").append(escaped(sample.tripletId())).append("</h2>\n");
    JsonNode seconds = sample.lineage().path("seconds");
    figure(content, ShardSample.INITIAL_IMAGE, seconds.path("initial"), "", html);
    String action = content.text(ShardSample.ACTION_TEXT);
    figure(content, ShardSample.ACTION_IMAGE, seconds.path("action"), action, html);
    String state = content.text(ShardSample.STATE_TEXT);
    figure(content, ShardSample.STATE_IMAGE, seconds.path("final"), state, html);
    html.append("<table><tr><td>shard<td>").append(escaped(shard.file())).append("</tr>\n");
    for (Map.Entry<String, JsonNode> field : sample.lineage().properties()) {
      JsonNode value = field.getValue();
      html.append("<tr><td>")
          .append(escaped(field.getKey()))
          .append("<td>")
          .append(escaped(value.isTextual() ? value.asText() : value.toString()))
          .append("</tr>\n");
    }
    html.append("</table></article>\n");
  }

  private static void figure(
      ShardSample sample, String image, JsonNode second, String caption, StringBuilder html) {
    html.append("<figure><img alt=\"")
        .append(image)
        .append("\" src=\"data:image/jpeg;base64,")
        .append(Base64.getEncoder().encodeToString(sample.bytes(image)))
        .append("\"><figcaption>second ")
        .append(escaped(second.asText()))
        .append(caption.isEmpty() ? "" : ": " + escaped(caption))
        .append("</figcaption></figure>\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
