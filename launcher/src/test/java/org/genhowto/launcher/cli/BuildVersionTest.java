package org.genhowto.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class BuildVersionTest {

  @Test
  void the_command_line_prints_the_version_of_the_pom() throws Exception {
    assertThat(CommandLineRun.of("--version").out().strip()).isEqualTo("genhowto " + pom());
  }

  @Test
  void every_command_prints_the_same_version() throws Exception {
    assertThat(CommandLineRun.of("demo", "--version").out().strip()).isEqualTo("genhowto " + pom());
  }

  private static String pom() throws Exception {
    Document pom =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Path.of("..", "pom.xml").toFile());
    return XPathFactory.newInstance().newXPath().evaluate("/project/version", pom);
  }
}
