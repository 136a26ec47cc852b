package org.genhowto.launcher.sql;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A PostgreSQL of its own, from a jar that has the binaries. */
@EnabledOnOs(
    value = OS.LINUX,
    architectures = "amd64",
    disabledReason = "the jar has the binaries of PostgreSQL for Linux on amd64 only")
class MetricsInPostgresIT extends MetricsInSqlContract {
  private static EmbeddedPostgres server;
  private static int made;

  @BeforeAll
  static void start() throws IOException {
    server = EmbeddedPostgres.start();
  }

  @AfterAll
  static void end() throws IOException {
    server.close();
  }

  @BeforeEach
  @Override
  void make_the_tables() throws Exception {
    made++;
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE metrics" + made);
    } catch (SQLException e) {
      throw new IllegalStateException("No database was made", e);
    }
    super.make_the_tables();
  }

  @Override
  String url() {
    return server.getJdbcUrl("postgres", "metrics" + made);
  }
}
