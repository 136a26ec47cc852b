package org.genhowto.launcher.sql;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class MetricsInSqliteTest extends MetricsInSqlContract {
  @TempDir Path folder;

  @Override
  String url() {
    return "jdbc:sqlite:" + folder.resolve("metrics.db");
  }
}
