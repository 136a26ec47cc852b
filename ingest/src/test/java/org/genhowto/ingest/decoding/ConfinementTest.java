package org.genhowto.ingest.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConfinementTest {
  private static final Pattern OPEN_FILES = Pattern.compile("Max open files +([0-9]+)");
  private static final int LIBRARIES = 1000;

  private final String classPath = System.getProperty("java.class.path");

  @AfterEach
  void giveBack() {
    System.setProperty("java.class.path", classPath);
  }

  /**
   * A virtual machine keeps every archive open, and opens classes in folders when it needs them.
   */
  @Test
  void all_libraries_may_be_open_however_many_there_are() throws Exception {
    Confinement confinement = Confinement.ofThisMachine();
    assumeTrue(confinement.limits());
    System.setProperty(
        "java.class.path", "a.jar" + (File.pathSeparator + "a.jar").repeat(LIBRARIES - 1));
    Process process = new ProcessBuilder(List.of("sleep", "60")).start();
    try {
      confinement.limit(process, 1L << 30);

      Path limits = Path.of("/proc", Long.toString(process.pid()), "limits");
      Matcher files = OPEN_FILES.matcher(Files.readString(limits));
      assertThat(files.find()).isTrue();
      assertThat(Integer.parseInt(files.group(1))).isEqualTo(LIBRARIES + 256);
    } finally {
      process.destroyForcibly();
    }
  }
}
