package org.genhowto.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.genhowto.networks.checkpoint.Weights;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Damaged models end every command with one clear message and exit code 2. */
@Tag("slow")
class BrokenModelsTest {
  private static final String UNET = "stable-diffusion-2/unet/diffusion_pytorch_model.safetensors";
  private static final String CONFIG = "stable-diffusion-2/unet/config.json";
  private static final String CONTROLNET = "GenHowTo-STATES-96h-v1/GenHowTo_controlnet.pth";

  @TempDir private Path folder;

  /** What somebody did to a folder of models, and what the commands have to say. */
  enum Damage {
    CUT_OFF(UNET, "the file was cut off or changed") {
      @Override
      void apply(Path file) throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 1000));
      }
    },
    HEADER_LONGER_THAN_THE_FILE(UNET, "its header would be 1000000000 bytes long") {
      @Override
      void apply(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[0] = 0;
        bytes[1] = (byte) 0xca;
        bytes[2] = (byte) 0x9a;
        bytes[3] = 0x3b;
        Files.write(file, bytes);
      }
    },
    HEADER_NOT_JSON(UNET, "its header is not JSON") {
      @Override
      void apply(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[8] = '<';
        Files.write(file, bytes);
      }
    },
    NO_WEIGHTS(UNET, "holds no weights; expected one of [model.safetensors") {
      @Override
      void apply(Path file) throws IOException {
        Files.delete(file);
      }
    },
    TENSOR_MISSING(UNET, "missing: conv_out.bias (4)") {
      @Override
      void apply(Path file) {
        change(file, tensors -> tensors.remove("conv_out.bias"));
      }
    },
    TENSOR_UNEXPECTED(UNET, "unexpected: conv_out.scale (4)") {
      @Override
      void apply(Path file) {
        change(file, tensors -> tensors.put("conv_out.scale", tensors.get("conv_out.bias")));
      }
    },
    TENSOR_MISSHAPEN(UNET, "misshapen: conv_out.bias is (2, 2), expected (4)") {
      @Override
      void apply(Path file) {
        change(
            file,
            tensors ->
                tensors.computeIfPresent(
                    "conv_out.bias", (name, bias) -> bias.reshape(new Shape(2, 2))));
      }
    },
    NUMBERS_OF_UNKNOWN_FORMAT(UNET, "has type F8_E5M2, which is not read") {
      @Override
      void apply(Path file) throws IOException {
        String header = "{\"a\":{\"dtype\":\"F8_E5M2\",\"shape\":[1],\"data_offsets\":[0,1]}}";
        try (OutputStream out = Files.newOutputStream(file)) {
          out.write(new byte[] {(byte) header.length(), 0, 0, 0, 0, 0, 0, 0});
          out.write(header.getBytes(StandardCharsets.UTF_8));
          out.write(1);
        }
      }
    },
    SHARD_MISSING(UNET, "names part-2.safetensors, which is missing") {
      @Override
      void apply(Path file) throws IOException {
        Files.move(file, file.resolveSibling("part-1.safetensors"));
        Files.writeString(
            file.resolveSibling(file.getFileName() + ".index.json"),
            "{\"weight_map\": {\"a\": \"part-1.safetensors\", \"b\": \"part-2.safetensors\"}}");
      }
    },
    CONFIG_NOT_JSON(CONFIG, "config.json is not JSON") {
      @Override
      void apply(Path file) throws IOException {
        Files.writeString(file, "{\"in_channels\": 4,");
      }
    },
    CONFIG_MISSING(CONFIG, "config.json") {
      @Override
      void apply(Path file) throws IOException {
        Files.delete(file);
      }
    },
    CONFIG_WITH_AN_UNKNOWN_OPTION(CONFIG, "act_fn is \"mish\"") {
      @Override
      void apply(Path file) throws IOException {
        Files.writeString(file, Files.readString(file).replace("\"silu\"", "\"mish\""));
      }
    },
    PICKLE_THAT_RUNS_CODE(CONTROLNET, "its pickle wants os.system, which is not allowed") {
      @Override
      void apply(Path file) throws IOException {
        byte[] pickle = "cos\nsystem\n(X\4\0\0\0truetR.".getBytes(StandardCharsets.ISO_8859_1);
        ZipEntry entry = new ZipEntry("archive/data.pkl");
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(pickle.length);
        CRC32 crc = new CRC32();
        crc.update(pickle);
        entry.setCrc(crc.getValue());
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
          zip.putNextEntry(entry);
          zip.write(pickle);
        }
      }
    },
    PICKLE_CUT_OFF(CONTROLNET, "is not a checkpoint that can be read") {
      @Override
      void apply(Path file) throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
      }
    },
    NO_CHECKPOINT_AT_ALL(CONTROLNET, "is not a checkpoint that can be read") {
      @Override
      void apply(Path file) throws IOException {
        Files.writeString(file, "<html>Not found</html>", StandardOpenOption.TRUNCATE_EXISTING);
      }
    };

    private final String file;
    private final String message;

    Damage(String file, String message) {
      this.file = file;
      this.message = message;
    }

    abstract void apply(Path file) throws IOException;

    private static void change(Path file, Consumer<Map<String, NDArray>> change) {
      try (NDManager manager = NDManager.newBaseManager();
          Weights weights = Weights.load(manager, file)) {
        Map<String, NDArray> tensors = new TreeMap<>(weights.all());
        change.accept(tensors);
        Weights.save(file, tensors, DataType.FLOAT32);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_damaged_model_is_explained(Damage damage) throws IOException {
    Path models = copy();
    damage.apply(models.resolve(damage.file));

    CommandLineRun inspection = CommandLineRun.of("model", "inspect", models.toString());
    CommandLineRun forward = forward(models, damage.file.equals(CONTROLNET) ? "." : "unet");

    assertThat(inspection.code()).isEqualTo(2);
    assertThat(inspection.out()).contains("broken: ").containsOnlyOnce(damage.message);
    assertThat(forward.code()).isEqualTo(2);
    assertThat(forward.err()).contains(damage.message).doesNotContain("\tat ");
  }

  private CommandLineRun forward(Path models, String part) {
    String network = part.equals("unet") ? "unet" : "controlnet";
    Path place = part.equals("unet") ? models.resolve("stable-diffusion-2/unet") : models;
    return CommandLineRun.of(
        "model",
        "forward",
        "--model=" + place,
        "--network=" + network,
        "--in=" + PublishedModelsTest.PUBLISHED.resolve(network + ".in.safetensors"),
        "--out=" + folder.resolve("out.safetensors"));
  }

  private Path copy() throws IOException {
    Path source = PublishedModelsTest.PUBLISHED.resolve("models");
    Path target = folder.resolve("models");
    try (Stream<Path> all = Files.walk(source)) {
      for (Path path : all.toList()) {
        Files.copy(path, target.resolve(source.relativize(path).toString()));
      }
    }
    return target;
  }
}
