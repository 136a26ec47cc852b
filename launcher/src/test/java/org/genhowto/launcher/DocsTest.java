package org.genhowto.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.genhowto.launcher.cli.Genhowto;
import org.genhowto.launcher.station.WorkerCatalogue;
import org.genhowto.schemas.Topic;
import org.genhowto.schemas.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** No page names a class, a file, a command, a worker or a topic that is gone. */
class DocsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)");
  private static final Pattern NODE = Pattern.compile("\\[([a-z]+(?:-[a-z]+)+)\\]");
  private static final Pattern COMMAND = Pattern.compile("\\./genhowto((?: [a-z][a-z0-9-]*)+)");

  /** Words of a capital letter and another one further on, such as BlobStore. */
  private static final Pattern TYPE = Pattern.compile("[A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)+");

  /** Names of other people's software that look like ours. */
  private static final Set<String> FOREIGN = Set.of("CLIPTokenizer", "CLIPTokenizerFast");

  private static final Set<String> TYPES = types();

  static Stream<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(markdown(ROOT));
    pages.addAll(markdown(ROOT.resolve("docs")));
    for (Path module : modules()) {
      pages.addAll(markdown(module));
    }
    return pages.stream();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void every_class_it_names_is_there(Path page) throws IOException {
    Set<String> named =
        code(page).filter(TYPE.asMatchPredicate()).collect(Collectors.toCollection(TreeSet::new));
    named.removeAll(FOREIGN);

    assertThat(TYPES).containsAll(named);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void every_file_it_links_to_is_there(Path page) throws IOException {
    for (String target : found(LINK, page)) {
      if (!target.contains("://")) {
        assertThat(page.resolveSibling(target)).exists();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void every_path_it_names_is_there(Path page) throws IOException {
    Set<String> tops =
        modules().stream().map(module -> module.getFileName() + "/").collect(Collectors.toSet());
    tops.addAll(List.of("docs/", "deploy/"));
    code(page)
        .filter(text -> tops.stream().anyMatch(text::startsWith))
        .filter(text -> text.matches("[A-Za-z0-9_./-]+") && !text.contains("/target/"))
        .forEach(text -> assertThat(ROOT.resolve(text)).exists());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void every_command_it_shows_is_there(Path page) throws IOException {
    for (String words : found(COMMAND, page)) {
      CommandLine command = Genhowto.commandLine();
      for (String word : words.strip().split(" ", -1)) {
        if (command.getSubcommands().isEmpty()) {
          break; // What follows are its arguments.
        }
        assertThat(command.getSubcommands()).as("%s: ./genhowto%s", page, words).containsKey(word);
        command = command.getSubcommands().get(word);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void every_topic_it_draws_is_there(Path page) throws IOException {
    Set<String> topics = Topics.all().stream().map(Topic::name).collect(Collectors.toSet());

    assertThat(topics).containsAll(found(NODE, page));
  }

  @Test
  void the_readme_draws_every_worker_and_stays_short() throws IOException {
    List<String> lines = Files.readAllLines(ROOT.resolve("README.md"));

    assertThat(lines).hasSizeLessThanOrEqualTo(150);
    assertThat(String.join("\n", lines))
        .contains(
            Arrays.stream(WorkerCatalogue.values())
                .map(worker -> worker.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList());
  }

  @Test
  void every_module_has_a_page() throws IOException {
    assertThat(modules()).isNotEmpty().allSatisfy(m -> assertThat(m.resolve("README.md")).exists());
  }

  @Test
  void a_class_that_is_gone_would_be_seen() {
    assertThat(TYPES).contains("BlobStore", "DocsTest").doesNotContain("RoomsTest");
  }

  private static List<Path> markdown(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  private static List<Path> modules() throws IOException {
    try (Stream<Path> files = Files.list(ROOT)) {
      return files.filter(folder -> Files.exists(folder.resolve("pom.xml"))).sorted().toList();
    }
  }

  private static Stream<String> code(Path page) throws IOException {
    return found(CODE, page).stream();
  }

  private static List<String> found(Pattern pattern, Path page) throws IOException {
    Matcher matcher = pattern.matcher(Files.readString(page));
    return matcher.results().map((MatchResult result) -> result.group(1)).toList();
  }

  /** Simple names of all types in the sources, tests and contracts. */
  private static Set<String> types() {
    Pattern declared = Pattern.compile("\\b(?:class|record|enum|interface) ([A-Z]\\w*)");
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.walk(ROOT)) {
      for (Path file : files.filter(DocsTest::isSource).toList()) {
        declared.matcher(Files.readString(file)).results().forEach(r -> names.add(r.group(1)));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return names;
  }

  private static boolean isSource(Path file) {
    String name = file.toString();
    return name.contains("/src/") && (name.endsWith(".java") || name.endsWith(".avdl"));
  }
}
