package org.genhowto.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.msgpack.value.ValueFactory.newArray;
import static org.msgpack.value.ValueFactory.newBinary;
import static org.msgpack.value.ValueFactory.newBoolean;
import static org.msgpack.value.ValueFactory.newFloat;
import static org.msgpack.value.ValueFactory.newInteger;
import static org.msgpack.value.ValueFactory.newMap;
import static org.msgpack.value.ValueFactory.newString;

import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.genhowto.gateway.openpi.OpenPi;
import org.genhowto.networks.image.Images;
import org.genhowto.networks.image.RgbImage;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.schemas.CallOff;
import org.genhowto.schemas.Control;
import org.genhowto.schemas.GeneratedImage;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.GenerationResult;
import org.genhowto.schemas.GenerationStatus;
import org.genhowto.schemas.Topics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.value.Value;

/** What openpi's client sees of a gateway, byte for byte. */
@Timeout(60)
class OpenPiTest extends GatewayFixture {
  private static final RgbImage SEEN =
      new RgbImage(
          2, 3, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, -1});

  private final OpenPi openPi =
      OpenPi.of(Configuration.of(Map.of("openpi.connections", "2", "openpi.within", "30s")));

  @Override
  List<RouteSource> more() {
    return List.of(openPi);
  }

  /** What came over one websocket: bytes, texts, and the code it was closed with. */
  private static final class Robot implements WebSocket.Listener {
    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private ByteBuffer bytes = ByteBuffer.allocate(0);

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        heard.add(text.toString());
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
      ByteBuffer all = ByteBuffer.allocate(bytes.remaining() + part.remaining());
      bytes = all.put(bytes).put(part).flip();
      if (last) {
        heard.add(bytes);
        bytes = ByteBuffer.allocate(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      heard.add(code);
      return null;
    }

    Object next() throws InterruptedException {
      Object next = heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(next).isNotNull();
      return next;
    }

    Map<Value, Value> message() throws InterruptedException, IOException {
      Object next = next();
      assertThat(next).isInstanceOf(ByteBuffer.class);
      try (var unpacker = MessagePack.newDefaultUnpacker((ByteBuffer) next)) {
        return unpacker.unpackValue().asMapValue().map();
      }
    }
  }

  @Test
  void an_observation_becomes_a_request_and_its_result_a_goal_image() throws Exception {
    Robot robot = new Robot();
    WebSocket socket = connect(robot);
    Map<Value, Value> metadata = robot.message();
    assertThat(metadata.get(newString("image_key"))).isEqualTo(newString("observation/image"));

    socket
        .sendBinary(
            pack(
                observation(
                    "a sliced apple",
                    Map.of(
                        "steps",
                        newInteger(7),
                        "size",
                        newInteger(72),
                        "control_scale",
                        newFloat(0.5),
                        "source_prompt",
                        newString("an apple")))),
            true)
        .join();
    GenerationRequest request = asked(0);
    assertThat(request.getSize()).contains(72);
    assertThat(request.getControlScale()).contains(0.5);
    assertThat(request.getSourcePrompt()).isEqualTo("an apple");
    assertThat(request.getPrompt()).isEqualTo("a sliced apple");
    assertThat(request.getSteps()).contains(7);
    assertThat(request.getSupersedeKey().orElseThrow()).startsWith("openpi-");
    assertThat(request.getDeadline()).isPresent();
    assertThat(Images.decode(platform.blobs().read(request.getImage().orElseThrow())))
        .isEqualTo(SEEN);
    RgbImage goal = new RgbImage(1, 2, new byte[] {9, 8, 7, -6, 5, 4});
    succeed(request, goal);

    Map<Value, Value> answer = robot.message();
    Map<Value, Value> image = field(answer, "goal_image").asMapValue().map();
    assertThat(image)
        .containsEntry(binary("__ndarray__"), newBoolean(true))
        .containsEntry(binary("dtype"), newString("|u1"))
        .containsEntry(binary("shape"), newArray(newInteger(2), newInteger(1), newInteger(3)))
        .containsEntry(binary("data"), newBinary(goal.rgb()));
    assertThat(answer)
        .containsEntry(newString("request_id"), newString(request.getRequestId()))
        .containsEntry(newString("status"), newString("succeeded"));
    assertThat(field(answer, "server_timing").asMapValue().map())
        .containsKey(newString("infer_ms"));
    socket.abort();
  }

  @Test
  void the_newest_observation_wins_and_every_one_has_its_answer() throws Exception {
    Robot robot = new Robot();
    WebSocket socket = connect(robot);
    robot.message();

    socket.sendBinary(pack(observation("first", Map.of())), true).join();
    socket.sendBinary(pack(observation("second", Map.of())), true).join();
    GenerationRequest first = asked(0);
    GenerationRequest second = asked(1);
    assertThat(first.getPrompt()).isEqualTo("first");
    assertThat(second.getSupersedeKey()).isEqualTo(first.getSupersedeKey());
    succeed(second, SEEN); // The answers come in order all the same.
    publish(
        Topics.GENERATION_RESULTS,
        first.getRequestId(),
        GenerationResult.newBuilder(result(first.getRequestId(), GenerationStatus.CANCELLED))
            .setCalledOff(CallOff.SUPERSEDED)
            .setImages(List.of())
            .build());

    Map<Value, Value> older = robot.message();
    assertThat(older)
        .containsEntry(newString("status"), newString("superseded"))
        .doesNotContainKey(newString("goal_image"));
    assertThat(robot.message()).containsKey(newString("goal_image"));
    socket.abort();
  }

  @Test
  void a_request_that_fails_is_told_as_text_and_the_connection_ends() throws Exception {
    Robot robot = new Robot();
    WebSocket socket = connect(robot);
    robot.message();
    socket.sendBinary(pack(observation("a sliced apple", Map.of())), true).join();
    GenerationRequest request = asked(0);
    publish(
        Topics.GENERATION_RESULTS,
        request.getRequestId(),
        GenerationResult.newBuilder(result(request.getRequestId(), GenerationStatus.FAILED))
            .setError("The image cannot be read")
            .setImages(List.of())
            .build());

    assertThat(robot.next().toString()).contains("is failed: The image cannot be read.");
    assertThat(robot.next()).isEqualTo(1011);
  }

  @Test
  void who_leaves_has_its_request_called_off() throws Exception {
    Robot robot = new Robot();
    WebSocket socket = connect(robot);
    robot.message();
    socket.sendBinary(pack(observation("a sliced apple", Map.of())), true).join();
    GenerationRequest request = asked(0);

    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();

    await(() -> producer.history().size() == 2);
    assertThat(sent(1, Topics.GENERATION_CONTROL).getRequestId()).isEqualTo(request.getRequestId());
    assertThat(sent(1, Topics.GENERATION_CONTROL).getControl()).isEqualTo(Control.CANCEL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no image", "no prompt", "float image", "grey image", "short image", "prompt is a number",
        "too many steps", "no map", "no MessagePack", "endless array", "deep", "text"
      })
  void what_cannot_be_used_is_said_in_a_sentence(String fault) throws Exception {
    Robot robot = new Robot();
    WebSocket socket = connect(robot);
    robot.message();
    if (fault.equals("text")) {
      socket.sendText("{}", true).join();
    } else {
      socket.sendBinary(faulty(fault), true).join();
    }

    Object told = robot.next();
    assertThat(told).isInstanceOf(String.class);
    assertThat(told.toString()).contains("expected").doesNotContain("Exception", "\tat ");
    assertThat(robot.next()).isEqualTo(1011);
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void pages_of_other_origins_and_too_many_robots_are_refused_before_there_is_a_socket()
      throws Exception {
    assertThatThrownBy(() -> open(new Robot(), "http://evil.example"))
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            e -> assertThat(e.getResponse().statusCode()).isEqualTo(403));
    Robot one = new Robot();
    Robot two = new Robot();
    WebSocket first = connect(one);
    WebSocket second = connect(two);
    one.message();
    two.message();

    assertThatThrownBy(() -> open(new Robot(), ""))
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            e -> assertThat(e.getResponse().statusCode()).isEqualTo(503));
    first.abort();
    second.abort();
  }

  private WebSocket connect(Robot robot) throws Exception {
    return open(robot, "");
  }

  private WebSocket open(Robot robot, String origin) throws Exception {
    WebSocket.Builder builder = http.newWebSocketBuilder();
    if (!origin.isEmpty()) {
      builder.header("Origin", origin);
    }
    try {
      return builder
          .buildAsync(URI.create("ws://127.0.0.1:%d/v1/openpi".formatted(gateway.port())), robot)
          .join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        throw refused;
      }
      throw e;
    }
  }

  private GenerationRequest asked(int index) throws Exception {
    await(() -> producer.history().size() > index);
    return sent(index, Topics.GENERATION_REQUESTS);
  }

  private void succeed(GenerationRequest request, RgbImage goal) throws Exception {
    GeneratedImage image =
        GeneratedImage.newBuilder()
            .setImage(platform.blobs().put(Images.png(goal), "image/png"))
            .setSeed(7)
            .build();
    publish(
        Topics.GENERATION_RESULTS,
        request.getRequestId(),
        GenerationResult.newBuilder(result(request.getRequestId(), GenerationStatus.SUCCEEDED))
            .setImages(List.of(image))
            .build());
  }

  private static ByteBuffer faulty(String fault) throws IOException {
    Map<Value, Value> good = observation("a sliced apple", Map.of());
    Value key = newString("observation/image");
    return switch (fault) {
      case "no image" -> pack(without(good, key));
      case "no prompt" -> pack(without(good, newString("prompt")));
      case "float image" -> pack(with(good, key, array("<f4", List.of(1, 1, 3), new byte[12])));
      case "grey image" -> pack(with(good, key, array("|u1", List.of(2, 2), new byte[4])));
      case "short image" -> pack(with(good, key, array("|u1", List.of(9, 9, 3), new byte[4])));
      case "prompt is a number" -> pack(with(good, newString("prompt"), newFloat(1.5)));
      case "too many steps" -> pack(with(good, newString("steps"), newInteger(5000)));
      case "no map" -> ByteBuffer.wrap(new byte[] {1});
      case "no MessagePack" -> ByteBuffer.wrap(new byte[] {(byte) 0xc1, 0});
      case "endless array" -> ByteBuffer.wrap(new byte[] {(byte) 0xdd, 127, -1, -1, -1});
      case "deep" -> {
        ByteBuffer deep = ByteBuffer.allocate(10_000);
        while (deep.hasRemaining()) {
          deep.put((byte) 0x91);
        }
        yield deep.flip();
      }
      default -> throw new IllegalArgumentException(fault);
    };
  }

  private static Map<Value, Value> observation(String prompt, Map<String, Value> more) {
    Map<Value, Value> fields = new HashMap<>();
    fields.put(newString("observation/image"), array("|u1", List.of(3, 2, 3), SEEN.rgb()));
    fields.put(newString("observation/state"), array("<f4", List.of(2), new byte[8]));
    fields.put(newString("prompt"), newString(prompt));
    more.forEach((name, value) -> fields.put(newString(name), value));
    return fields;
  }

  private static Map<Value, Value> with(Map<Value, Value> fields, Value key, Value value) {
    fields.put(key, value);
    return fields;
  }

  private static Map<Value, Value> without(Map<Value, Value> fields, Value key) {
    fields.remove(key);
    return fields;
  }

  private static Value array(String dtype, List<Integer> shape, byte[] data) {
    List<Value> axes = new ArrayList<>();
    shape.forEach(axis -> axes.add(newInteger(axis)));
    return newMap(
        Map.of(
            binary("__ndarray__"), newBoolean(true),
            binary("data"), newBinary(data),
            binary("dtype"), newString(dtype),
            binary("shape"), newArray(axes)));
  }

  private static Value field(Map<Value, Value> fields, String name) {
    return Objects.requireNonNull(fields.get(newString(name)), name);
  }

  private static Value binary(String text) {
    return newBinary(text.getBytes(UTF_8));
  }

  private static ByteBuffer pack(Map<Value, Value> fields) throws IOException {
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      packer.packValue(newMap(fields));
      return ByteBuffer.wrap(packer.toByteArray());
    }
  }
}
