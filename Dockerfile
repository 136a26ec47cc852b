# The command line with every worker: docker run genhowto worker ingest --bootstrap kafka:9092 ...
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn --batch-mode --no-transfer-progress -Pfast -DskipTests package

FROM eclipse-temurin:17-jre
# Ids above those of the system, so that files in volumes have an owner one can name.
RUN groupadd --gid 10001 genhowto \
    && useradd --uid 10001 --gid genhowto --create-home genhowto \
    && install --directory --owner=genhowto --group=genhowto /data /data/shards
COPY --from=build --chown=genhowto /source/launcher/target/app /opt/genhowto/app
COPY --from=build /source/miniature/models /opt/genhowto/miniature/models
COPY --from=build /source/deploy/archive-classes.sh /opt/genhowto/archive-classes.sh
USER genhowto
RUN /opt/genhowto/archive-classes.sh /opt/genhowto/app /opt/genhowto
WORKDIR /data
# JAVA_TOOL_OPTIONS is free for the heap of one service; native libraries unpack below the home directory.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", "-XX:CompileThresholdScaling=5", \
    "-Dgenhowto.home=/opt/genhowto", "-Dai.djl.offline=true", "-Djava.awt.headless=true", \
    "-XX:SharedArchiveFile=/opt/genhowto/app/classes.jsa", "-Xlog:cds*=error", \
    "-Dslf4j.provider=org.genhowto.launcher.logging.LineProvider", \
    "@/opt/genhowto/app/class-path", "org.genhowto.launcher.cli.Genhowto"]
CMD ["--help"]
