package org.genhowto.gateway.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.genhowto.runtime.config.ConfigurationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of tokens, read again when it changes. What cannot be read any more leaves in force what
 * could: a slip of an editor locks nobody out. Safe for several threads.
 */
final class TokenFile {
  private static final Logger LOG = LoggerFactory.getLogger(TokenFile.class);

  private final Path file;
  private volatile Content content;

  /** How a file looked from outside; another look is another content. */
  private record Look(FileTime changed, long size, @Nullable Object key) {}

  private record Content(@Nullable Look look, List<TokenLine> lines) {}

  /**
   * @throws ConfigurationException it is not there, or a line is none
   */
  TokenFile(Path file) {
    this.file = file;
    try {
      this.content = read(look());
    } catch (IOException e) {
      throw new ConfigurationException(
          "gateway.tokens is '%s', which cannot be read; expected a file of clients, whose lines `genhowto token NAME` prints"
              .formatted(file),
          e);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Whose token has this hash. */
  Optional<Caller> find(String tokenHash) {
    Optional<Caller> found = Optional.empty();
    for (TokenLine line : current()) {
      if (line.holds(tokenHash)) { // All are compared, so that time tells nothing of any.
        found = Optional.of(line.caller());
      }
    }
    return found;
  }

  private List<TokenLine> current() {
    Content known = content;
    Look look = null;
    try {
      look = look();
      if (look.equals(known.look())) {
        return known.lines();
      }
      content = read(look);
      LOG.atInfo().addKeyValue("file", file).log("tokens read again");
    } catch (IOException | IllegalArgumentException e) {
      if (look != null || known.look() != null) { // Said once for each look.
        LOG.atWarn()
            .addKeyValue("reason", e.getMessage())
            .log("tokens not read, the old ones hold");
      }
      content = new Content(look, known.lines());
    }
    return content.lines();
  }

  private Look look() throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return new Look(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
  }

  private Content read(Look look) throws IOException {
    List<TokenLine> lines = new ArrayList<>();
    Set<String> hashes = new HashSet<>();
    int number = 0;
    for (String text : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      number++;
      if (text.isBlank() || text.strip().startsWith("#")) {
        continue;
      }
      try {
        TokenLine line = TokenLine.parse(text);
        if (!hashes.add(line.hash())) {
          throw new IllegalArgumentException("its token stands in a line before, expected it once");
        }
        lines.add(line);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "gateway.tokens, %s line %d: %s".formatted(file, number, e.getMessage()), e);
      }
    }
    return new Content(look, List.copyOf(lines));
  }
}
