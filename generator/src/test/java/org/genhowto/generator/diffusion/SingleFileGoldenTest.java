package org.genhowto.generator.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
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
import org.genhowto.networks.clip.ClipText;
import org.junit.jupiter.api.AfterEach;
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
