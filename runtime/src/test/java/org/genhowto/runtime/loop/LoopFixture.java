package org.genhowto.runtime.loop;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A fresh bench for every test of the exactly-once loop. */
@Timeout(60)
abstract class LoopFixture {
  @TempDir Path folder;
  LoopBench bench;

  @BeforeEach
  void setUp() {
    bench = new LoopBench(folder);
  }
}
