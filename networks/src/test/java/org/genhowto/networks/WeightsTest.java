package org.genhowto.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Golden files: src/test/python/torch_checkpoint.py. */
class WeightsTest {
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void aTorchFileHoldsTheSameTensorsAsItsSafetensorsTwin() {
    Weights torch = Weights.load(manager, Golden.path("checkpoint/state.pth"));
    Weights twin = Weights.load(manager, Golden.path("checkpoint/state.safetensors"));

    assertThat(torch.names()).containsExactlyInAnyOrderElementsOf(twin.names()).hasSize(9);
    for (String name : twin.names()) {
      assertThat(torch.get(name).getShape()).as(name).isEqualTo(twin.get(name).getShape());
      assertThat(torch.get(name).getDataType()).as(name).isEqualTo(twin.get(name).getDataType());
      assertThat(torch.get(name).toByteBuffer()).as(name).isEqualTo(twin.get(name).toByteBuffer());
    }
    assertThat(torch.get("count").toLongArray()).containsExactly(1, -2, 1L << 40);
    assertThat(torch.get("scale").getFloat()).isEqualTo(2.5f);
  }

  @Test
  void aTorchFileThatWantsCodeToRunIsRefused() {
    assertThatThrownBy(() -> Weights.load(manager, Golden.path("checkpoint/evil.pth")))
        .hasMessageContaining("system, which is not allowed");
  }

  @Test
  void brainFloatsAreWidenedExactly(@TempDir Path folder) throws Exception {
    byte[] header =
        "{\"a\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[0,4]}}"
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(12 + header.length).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(header.length).put(header).putShort((short) 0x3fc0).putShort((short) 0xc020);
    Files.write(folder.resolve("brain.safetensors"), file.array());

    Weights weights = Weights.load(manager, folder.resolve("brain.safetensors"));

    assertThat(weights.get("a").toFloatArray()).containsExactly(1.5f, -2.5f);
  }

  @Test
  void shardsMakeOneBank(@TempDir Path folder) throws Exception {
    Weights.save(
        folder.resolve("one.safetensors"),
        Map.of("a", manager.ones(new Shape(2))),
        DataType.FLOAT32);
    Weights.save(
        folder.resolve("two.safetensors"),
        Map.of("b", manager.zeros(new Shape(3))),
        DataType.FLOAT32);
    Path index = folder.resolve("model.safetensors.index.json");
    Files.writeString(
        index, "{\"weight_map\": {\"a\": \"one.safetensors\", \"b\": \"two.safetensors\"}}");

    assertThat(Weights.load(manager, folder).names()).containsExactlyInAnyOrder("a", "b");

    Files.delete(folder.resolve("two.safetensors"));
    assertThatThrownBy(() -> Weights.load(manager, folder))
        .hasMessageContaining("names two.safetensors, which is missing");
  }

  @Test
  void aFileThatWasCutOffIsAPlainError(@TempDir Path folder) throws Exception {
    byte[] whole = Golden.bytes("checkpoint/state.safetensors");
    Path cut = folder.resolve("cut.safetensors");

    Files.write(cut, Arrays.copyOf(whole, whole.length - 20));
    assertThatThrownBy(() -> Weights.load(manager, cut)).hasMessageContaining("bytes, but lies at");

    Files.write(cut, Arrays.copyOf(whole, 5));
    assertThatThrownBy(() -> Weights.load(manager, cut)).hasMessageContaining("ends after 5 bytes");

    Files.writeString(cut, "this is no checkpoint at all");
    assertThatThrownBy(() -> Weights.load(manager, cut))
        .hasMessageContaining("is not a safetensors file");
  }

  @Test
  void whatIsNotThereIsAPlainError(@TempDir Path folder) {
    assertThatThrownBy(() -> Weights.load(manager, folder.resolve("none")))
        .hasMessageContaining("There is no checkpoint at");
    assertThatThrownBy(() -> Weights.load(manager, folder))
        .hasMessageContaining("holds no weights");
    assertThatThrownBy(() -> new ModelFolder(folder).json("config.json"))
        .hasMessageContaining("has no config.json");
  }

  @Test
  void theVersionChangesWithAnyByteOrName(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("a"), "1");
    String first = new ModelFolder(folder).version();
    Files.writeString(folder.resolve("a"), "2");
    String second = new ModelFolder(folder).version();
    Files.move(folder.resolve("a"), folder.resolve("b"));
    String third = new ModelFolder(folder).version();
    Files.move(folder.resolve("b"), folder.resolve("a"));

    assertThat(first).matches("[0-9a-f]{12}");
    assertThat(new ModelFolder(folder).version()).isEqualTo(second);
    assertThat(first).isNotEqualTo(second);
    assertThat(third).isNotEqualTo(second);
  }

  @Test
  void firstValuesDependOnSeedAndNameAlone() {
    Initialization initialization = Initialization.standard(3);
    Shape shape = new Shape(50, 40);

    float[] values = initialization.values("a.weight", shape);

    assertThat(initialization.values("a.weight", shape)).containsExactly(values);
    assertThat(initialization.values("b.weight", shape)).isNotEqualTo(values);
    assertThat(Initialization.standard(4).values("a.weight", shape)).isNotEqualTo(values);
    double squares = 0;
    for (float value : values) {
      squares += value * value;
    }
    // A variance of 1 / fan-in keeps the variance of the input.
    assertThat(squares / values.length * 40).isBetween(0.9, 1.1);
    NDArray bias = manager.create(initialization.values("a.bias", new Shape(4)));
    assertThat(bias.toFloatArray()).containsOnly(0f);
  }
}
