package org.genhowto.generator.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.genhowto.generator.Golden;
import org.genhowto.networks.checkpoint.ModelFolder;
import org.genhowto.networks.clip.ClipConfig;
import org.genhowto.networks.clip.ClipText;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Stable Diffusion in one file has the tensors that diffusers 0.42.1 and transformers 5.24.0 have
 * in their folders, and computes what they do.
 */
class SingleFileGoldenTest {
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @CsvSource({"sd1, sd.ckpt", "sd2, sd.safetensors"})
  void networks_have_the_tensors_of_the_folder(String version, String file) throws IOException {
    Golden golden = Golden.of(manager, "single-file/" + version);
    Path whole = golden.folder().resolve(file);
    JsonNode expected = new ModelFolder(golden.folder()).json("tensors.json");
    try (Denoiser unet = DenoiserFiles.loadBase(manager, whole.resolve("unet"));
        Autoencoder vae = AutoencoderFiles.load(manager, whole.resolve("vae"));
        ClipText text = ClipText.load(manager, whole.resolve("text_encoder"))) {
      assertThat(described(unet.network().weights().under(Denoiser.UNET)))
          .isEqualTo(described(expected.path("unet")));
      assertThat(described(vae.network().weights().all()))
          .isEqualTo(described(expected.path("vae")));
      assertThat(described(text.network().weights().all()))
          .isEqualTo(described(expected.path("text_encoder")));
    }
  }

  @ParameterizedTest
  @CsvSource({"sd1, sd.ckpt", "sd2, sd.safetensors"})
  void networks_compute_what_those_of_the_folder_do(String version, String file)
      throws IOException {
    Golden golden = Golden.of(manager, "single-file/" + version);
    Path whole = golden.folder().resolve(file);
    try (Denoiser unet = DenoiserFiles.loadBase(manager, whole.resolve("unet"));
        Autoencoder vae = AutoencoderFiles.load(manager, whole.resolve("vae"));
        ClipText text = ClipText.load(manager, whole.resolve("text_encoder"))) {
      NDArray hidden = text.hiddenStates(golden.value("input_ids"));
      golden.assertSame("out.text", hidden);
      golden.assertSame(
          "out.unet", unet.predict(golden.value("sample"), golden.value("timestep"), hidden));
      golden.assertSame("out.latent", vae.encode(golden.value("image")));
      golden.assertSame("out.image", vae.decode(golden.value("sample")));
    }
  }

  /** Of the published sizes there are only names and shapes, and a file with a hole for numbers. */
  @ParameterizedTest
  @CsvSource({"1, 859520964, 123060480", "2, 865910724, 340387840"})
  void the_published_sizes_are_told_by_names_and_shapes(
      int version, long unet, long text, @TempDir Path folder) throws IOException {
    Path whole = folder.resolve("sd.safetensors");
    hollow(whole, Golden.root().resolve("single-file/names-sd%d.txt".formatted(version)));

    UNetConfig config = DenoiserFiles.requireBase(whole.resolve("unet"));

    assertThat(config)
        .isEqualTo(
            version == 1
                ? UNetConfig.STABLE_DIFFUSION_1
                : UNetConfig.STABLE_DIFFUSION_2.withSampleSize(96));
    assertThat(DenoiserFiles.base(config, whole.resolve("unet")).size()).isEqualTo(unet);
    assertThat(AutoencoderFiles.require(whole.resolve("vae")))
        .isEqualTo(AutoencoderConfig.STABLE_DIFFUSION);
    ClipConfig.Text tower = ClipText.require(whole.resolve("text_encoder"));
    assertThat(tower.tower().layers()).isEqualTo(version == 1 ? 12 : 23);
    assertThat(tower.tower().heads()).isEqualTo(version == 1 ? 12 : 16);
    assertThat(tower.eos()).isEqualTo(49407);
    assertThat(numbers(tower)).isEqualTo(text);
  }

  private static long numbers(ClipConfig.Text text) {
    long width = text.tower().width();
    long layer = 12 * width * width + 13 * width;
    return (text.vocabulary() + text.positions() + 2) * width + text.tower().layers() * layer;
  }

  private static void hollow(Path file, Path names) throws IOException {
    StringBuilder header = new StringBuilder("{");
    long end = 0;
    for (String line : Files.readAllLines(names)) {
      String[] part = line.split("\t", -1);
      long start = end;
      end +=
          2
              * Arrays.stream(part[1].split("x"))
                  .mapToLong(Long::parseLong)
                  .reduce(1, (a, b) -> a * b);
      header.append(
          "%s\"%s\":{\"dtype\":\"F16\",\"shape\":[%s],\"data_offsets\":[%d,%d]}"
              .formatted(start == 0 ? "" : ",", part[0], part[1].replace("x", ","), start, end));
    }
    byte[] json = header.append("}").toString().getBytes(StandardCharsets.UTF_8);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.writeLong(Long.reverseBytes(json.length));
      out.write(json);
      out.setLength(Long.BYTES + json.length + end);
    }
  }

  private static Map<String, String> described(JsonNode tensors) {
    Map<String, String> described = new TreeMap<>();
    tensors.properties().forEach(each -> described.put(each.getKey(), each.getValue().asText()));
    return described;
  }

  /** Shape and SHA-256 of the float32 numbers, as the script writes them. */
  private static Map<String, String> described(Map<String, NDArray> tensors) {
    Map<String, String> described = new TreeMap<>();
    tensors.forEach((name, array) -> described.put(name, described(array)));
    return described;
  }

  private static String described(NDArray array) {
    assertThat(array.getDataType()).isEqualTo(DataType.FLOAT32);
    long[] shape = array.getShape().getShape();
    String sizes = Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
    ByteBuffer numbers = array.toByteBuffer();
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(numbers);
      return "(%s) %s"
          .formatted(
              shape.length == 1 ? sizes + "," : sizes, HexFormat.of().formatHex(digest.digest()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
