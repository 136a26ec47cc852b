package org.genhowto.dataset.version;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.genhowto.dataset.caption.CaptionFlaw;
import org.genhowto.dataset.caption.CaptionTally;
import org.genhowto.dataset.version.Manifest.Shard;

/** A version described for people, with the header that Hugging Face reads. */
final class DatasetCard {
  private static final int TENTHS = 10;
  private static final String UNKNOWN = "not said";

  private final Manifest manifest;
  private final SortedMap<String, Integer> hosts = new TreeMap<>();
  private final SortedMap<String, Integer> models = new TreeMap<>();
  private final SortedMap<String, Integer> licences = new TreeMap<>();
  private final CaptionTally captions = new CaptionTally();
  private final int[] confidence = new int[TENTHS];
  private final StringBuilder text = new StringBuilder();

  private DatasetCard(Manifest manifest) {
    this.manifest = manifest;
  }

  /**
   * Writes it.
   *
   * @param up from the card's folder to the store's, such as ../../
   */
  static String of(DatasetStore store, Manifest manifest, String up) throws IOException {
    DatasetCard card = new DatasetCard(manifest);
    for (Shard shard : manifest.shards()) {
      store.samples(shard.file(), (line, sample) -> card.count(sample));
    }
    card.header(up);
    card.body();
    return card.text.toString();
  }

  private void count(IndexedSample sample) {
    String uri = sample.text("uri");
    hosts.merge(uri.replaceFirst("^([a-z]+:(?://[^/]*)?).*", "$1"), 1, Integer::sum);
    models.merge("localizer " + sample.text("localizerVersion"), 1, Integer::sum);
    models.merge("captioner " + sample.text("captionerVersion"), 1, Integer::sum);
    int tenth = (int) (sample.lineage().path("confidence").asDouble() * TENTHS);
    captions.add(
        CaptionFlaw.of(
            sample.text("category"), sample.text("actionCaption"), sample.text("finalCaption")),
        sample.number("captionAgreement"));
    licences.merge(licence(sample), 1, Integer::sum);
    confidence[Math.max(0, Math.min(TENTHS - 1, tenth))]++;
  }

  private void header(String up) {
    line("---");
    line("pretty_name: GenHowTo triplets, version %d", manifest.version());
    line("task_categories:");
    line("- image-to-image");
    line("tags:");
    line("- webdataset");
    line("configs:");
    line("- config_name: default");
    line("  data_files:");
    manifest
        .splits()
        .keySet()
        .forEach(
            split -> {
              line("  - split: %s", split);
              line("    path:");
              manifest.files(split).forEach(file -> line("    - \"%s%s\"", up, file));
            });
    line("size_categories:");
    line("- %s", sizeCategory(manifest.samples()));
    line("---");
    line("");
  }

  private static String sizeCategory(long samples) {
    List<String> names =
        List.of("n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "10M<n<100M");
    int digits = Long.toString(samples).length();
    return names.get(Math.max(0, Math.min(names.size() - 1, digits - 3)));
  }

  private void body() {
    line("# Triplets of actions, version %d", manifest.version());
    line("");
    line("An object before an action, the action, and the object after it, with a caption of the");
    line("action and one of what it came to. Mined from instructional videos: a localizer scores");
    line("every second, its runs vote for three ordered frames, a captioner describes them.");
    line("");
    line("| split | shards | samples | bytes |");
    line("|---|---|---|---|");
    manifest
        .splits()
        .forEach(
            (split, count) ->
                line(
                    "| %s | %d | %d | %d |",
                    split, count.shards(), count.samples(), count.bytes()));
    line("");
    line("| field | what it is |");
    line("|---|---|");
    manifest.fields().forEach((field, what) -> line("| `%s` | %s |", field, what));
    table("category", manifest.categories());
    table("source", hosts);
    table("licence", licences);
    table("model and version", models);
    table("flaw of the captions", captions.flaws());
    line("");
    line("Confidence in tenths of [0, 1]: %s", joined(Arrays.stream(confidence).boxed().toList()));
    line("");
    line(
        "Agreement of the weaker caption with its frame, CLIP's cosine in twentieths of [0, 1], of"
            + " %d samples: %s",
        captions.judged(), joined(captions.agreement()));
    line("");
    line("Left out so far: %s", manifest.leftOut().isEmpty() ? "nothing" : manifest.leftOut());
    line("");
    line("Licences: those of the videos, as far as who submitted them said them; their addresses");
    line("stand in each sample's JSON.");
    line("");
    line("Id of the version: `%s`", manifest.id());
  }

  private static String joined(List<Integer> counts) {
    return counts.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  private static String licence(IndexedSample sample) {
    return sample.text("licence").isEmpty() ? UNKNOWN : sample.text("licence");
  }

  private void table(String head, Map<String, Integer> counts) {
    line("");
    line("| %s | samples |", head);
    line("|---|---|");
    counts.forEach((name, count) -> line("| %s | %d |", name.replace("|", "\\|"), count));
  }

  private void line(String form, Object... values) {
    text.append(String.format(Locale.ROOT, form, values)).append('\n');
  }
}
