package org.genhowto.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CodecTest {
  private final String url = "mock://" + getClass().getName();
  private final AvroSerdes serdes = AvroSerdes.at(url);
  private final Codec<VideoReference> codec = serdes.codec(Topics.VIDEO_REFERENCES);

  @AfterEach
  void close() {
    serdes.close();
  }

  static Stream<Topic<?>> everyTopic() {
    return Topics.all().stream();
  }

  @ParameterizedTest
  @MethodSource("everyTopic")
  <V extends SpecificRecord> void every_record_comes_back_as_it_went(Topic<V> topic)
      throws Exception {
    Codec<V> codec = serdes.codec(topic);
    SpecificData model = new Moments(topic.type().getClassLoader());
    for (Object random : new RandomData(model, topic.schema(), 30, 1, false)) {
      V record = topic.type().cast(random);
      assertThat(codec.decode(codec.encode(record))).isEqualTo(record);
    }
  }

  /** Random data knows numbers; what a record has as a moment is made of one. */
  private static final class Moments extends SpecificData {
    Moments(ClassLoader loader) {
      super(loader);
    }

    @Override
    public void setField(Object record, String name, int position, Object value) {
      Schema schema = ((SpecificRecord) record).getSchema().getField(name).schema();
      boolean isMoment =
          (schema.isUnion() ? schema.getTypes() : List.of(schema))
              .stream().anyMatch(type -> type.getLogicalType() != null);
      super.setField(
          record,
          name,
          position,
          isMoment && value instanceof Long millis ? Instant.ofEpochMilli(millis) : value);
    }
  }

  @Test
  void the_streams_serde_takes_and_gives_records_and_tombstones() {
    var serde = serdes.serde(Topics.VIDEO_REFERENCES);

    byte[] bytes = serde.serializer().serialize("video-references", apple());

    assertThat(serde.deserializer().deserialize("video-references", bytes)).isEqualTo(apple());
    assertThat(serde.serializer().serialize("video-references", null)).isNull();
    assertThat(serde.deserializer().deserialize("video-references", null)).isNull();
  }

  @Test
  void a_plain_confluent_deserializer_reads_it_without_our_classes() throws Exception {
    try (var plain = new KafkaAvroDeserializer()) {
      plain.configure(Map.of("schema.registry.url", url), false);

      var record = (GenericRecord) plain.deserialize("video-references", codec.encode(apple()));

      assertThat(record.get("videoId")).hasToString("v1");
      assertThat(record.getSchema().toString()).doesNotContain("avro.java.string");
    }
  }

  @Test
  void a_record_of_an_older_writer_gets_the_defaults() throws Exception {
    Schema older =
        SchemaBuilder.record("org.genhowto.schemas.VideoReference")
            .fields()
            .requiredString("videoId")
            .requiredString("uri")
            .requiredString("category")
            .endRecord();

    VideoReference read = codec.decode(written(older, "v1", "file:/v1.mp4", "apple"));

    assertThat(read.getVideoId()).isEqualTo("v1");
    assertThat(read.getSplit()).isEmpty();
  }

  @Test
  void no_bytes_are_refused() {
    assertThatThrownBy(() -> codec.decode(null))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("is null");
  }

  @Test
  void too_few_bytes_are_refused() {
    assertThatThrownBy(() -> codec.decode(new byte[] {0, 1}))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("has 2 bytes, expected at least 5");
  }

  @Test
  void a_wrong_first_byte_is_refused() {
    assertThatThrownBy(() -> codec.decode("{\"videoId\": 1}".getBytes(UTF_8)))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("begins with byte 123, expected 0");
  }

  @Test
  void an_unknown_schema_id_is_refused() {
    assertThatThrownBy(() -> codec.decode(new byte[] {0, 0, 1, 0, 0, 7}))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("schema id 65536, which the Schema Registry does not know");
  }

  @Test
  void a_cut_record_is_refused() throws Exception {
    byte[] bytes = codec.encode(apple());

    assertThatThrownBy(() -> codec.decode(Arrays.copyOf(bytes, bytes.length - 5)))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("is no record of schema id");
  }

  @Test
  void a_record_of_another_topic_is_refused() throws Exception {
    GenerationControl control =
        GenerationControl.newBuilder().setRequestId("r").setControl(Control.CANCEL).build();
    byte[] bytes = serdes.codec(Topics.GENERATION_CONTROL).encode(control);

    assertThatThrownBy(() -> codec.decode(bytes)).isInstanceOf(UndecodableException.class);
  }

  @Test
  void a_string_that_claims_to_be_huge_is_refused_before_it_takes_the_memory() throws Exception {
    byte[] head = Arrays.copyOf(codec.encode(apple()), 5);

    assertThatThrownBy(() -> codec.decode(claiming(head, 2_000_000_000)))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("a field of 2000000000 bytes where 16 are left");
  }

  @Test
  void an_array_that_claims_to_be_huge_is_refused_before_it_takes_the_memory() throws Exception {
    Schema schema =
        SchemaBuilder.record("org.genhowto.schemas.EvaluationSample")
            .fields()
            .name("classifierFeatures")
            .type(Schema.createArray(Schema.create(Schema.Type.FLOAT)))
            .noDefault()
            .endRecord();
    byte[] head = header(schema, "evaluation-samples");

    assertThatThrownBy(
            () -> serdes.codec(Topics.EVALUATION_SAMPLES).decode(claiming(head, 2_000_000_000)))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("2000000000 items in 16 bytes");
  }

  @Test
  void a_record_without_an_end_to_its_depth_is_refused() throws Exception {
    Schema schema =
        new Schema.Parser()
            .parse(
                "{\"type\":\"record\",\"name\":\"N\",\"fields\":[{\"name\":\"n\",\"type\":[\"null\",\"N\"]}]}");
    byte[] bytes = Arrays.copyOf(header(schema, "deep"), 500_000);
    Arrays.fill(bytes, 5, bytes.length - 1, (byte) 2);

    assertThatThrownBy(() -> codec.decode(bytes))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("more than 100 deep");
  }

  @Test
  void items_of_nothing_do_not_take_forever() throws Exception {
    Schema schema = Schema.createArray(Schema.create(Schema.Type.NULL));
    var bytes = new ByteArrayOutputStream();
    bytes.write(header(schema, "nothing"));
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    for (int i = 0; i < 300_000; i++) {
      encoder.writeLong(300_000);
    }
    encoder.flush();

    assertThatThrownBy(() -> codec.decode(bytes.toByteArray()))
        .isInstanceOf(UndecodableException.class);
  }

  @Test
  void changed_bytes_give_a_record_or_a_clear_refusal() throws Exception {
    Codec<EvaluationSample> samples = serdes.codec(Topics.EVALUATION_SAMPLES);
    SpecificData model = SpecificData.getForClass(EvaluationSample.class);
    Schema schema = Topics.EVALUATION_SAMPLES.schema();
    Object random = new RandomData(model, schema, 1, 1, false).iterator().next();
    byte[] bytes = samples.encode((EvaluationSample) random);
    Random dice = new Random(1);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = bytes.clone();
      changed[5 + dice.nextInt(bytes.length - 5)] = (byte) dice.nextInt(256);
      try {
        samples.decode(changed);
      } catch (UndecodableException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(1, 19_999);
  }

  @Test
  void several_threads_may_share_it() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Boolean>> work = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        VideoReference reference =
            VideoReference.newBuilder(apple()).setVideoId("v" + i).setRelevance(i / 2e3).build();
        work.add(() -> codec.decode(codec.encode(reference)).equals(reference));
      }
      for (Future<Boolean> equal : threads.invokeAll(work)) {
        assertThat(equal.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void a_registry_that_is_not_there_is_another_error_than_a_bad_record() throws Exception {
    Map<String, Object> configuration =
        Map.of("schema.registry.url", "http://127.0.0.1:" + closedPort(), "max.retries", 0);
    try (AvroSerdes serdes = AvroSerdes.of(configuration)) {
      Codec<VideoReference> codec = serdes.codec(Topics.VIDEO_REFERENCES);

      assertThatThrownBy(() -> codec.encode(apple()))
          .isInstanceOf(RegistryUnavailableException.class);
      assertThatThrownBy(() -> codec.decode(new byte[] {0, 0, 0, 0, 1, 7}))
          .isInstanceOf(RegistryUnavailableException.class)
          .hasMessageContaining("schema id 1");
    }
  }

  @Test
  void a_schema_is_asked_for_once_so_a_connection_that_breaks_later_is_no_bad_record()
      throws Exception {
    byte[] record = codec.encode(apple());
    AtomicInteger asked = new AtomicInteger();
    HttpServer registry =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    registry.createContext(
        "/",
        exchange -> {
          if (asked.getAndIncrement() == 0) {
            String quoted = Topics.VIDEO_REFERENCES.schema().toString().replace("\"", "\\\"");
            byte[] answer = "{\"schema\": \"%s\"}".formatted(quoted).getBytes(UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
          }
          exchange.close();
        });
    registry.start();
    try (AvroSerdes remote = AvroSerdes.at("http://127.0.0.1:" + registry.getAddress().getPort())) {
      Codec<VideoReference> reader = remote.codec(Topics.VIDEO_REFERENCES);

      for (int i = 0; i < 3; i++) {
        assertThat(reader.decode(record)).isEqualTo(apple());
      }
      assertThat(asked).hasValue(1);
    } finally {
      registry.stop(0);
    }
  }

  @Test
  void a_configuration_without_a_registry_is_refused() {
    assertThatThrownBy(() -> AvroSerdes.of(Map.of("bootstrap.servers", "localhost:9092")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("schema.registry.url is missing");
  }

  private static VideoReference apple() {
    return VideoReference.newBuilder()
        .setVideoId("v1")
        .setUri("file:/v1.mp4")
        .setCategory("apple")
        .build();
  }

  private byte[] header(Schema schema, String topic) throws Exception {
    int id = serdes.registry().register(topic + "-value", new AvroSchema(schema));
    return ByteBuffer.allocate(5).put((byte) 0).putInt(id).array();
  }

  private byte[] written(Schema schema, String... fields) throws Exception {
    var bytes = new ByteArrayOutputStream();
    bytes.write(header(schema, "video-references"));
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    for (String field : fields) {
      encoder.writeString(field);
    }
    encoder.flush();
    return bytes.toByteArray();
  }

  private static byte[] claiming(byte[] head, long length) throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.write(head);
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    encoder.writeLong(length);
    encoder.flush();
    bytes.write(new byte[16]);
    return bytes.toByteArray();
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
