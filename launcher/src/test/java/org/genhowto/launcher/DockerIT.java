package org.genhowto.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.testcontainers.DockerClientFactory;

/** Where Docker is required, container tests may not be skipped. */
class DockerIT {
  @Test
  @EnabledIfEnvironmentVariable(named = "REQUIRE_DOCKER", matches = "1")
  void docker_is_there_where_it_is_required() {
    assertThat(DockerClientFactory.instance().isDockerAvailable())
        .as("REQUIRE_DOCKER=1, but no Docker answers: the container tests were skipped")
        .isTrue();
  }
}
