package org.genhowto.networks.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The methods of one network in the TorchScript dialect: plain Python functions whose first
 * argument is {@code self}, written without a class. The shared {@code blocks.ts.py} is part of
 * every script.
 *
 * @param name the name that errors carry
 * @param source the methods
 */
public record Script(String name, String source) {
  private static final Pattern SELF = Pattern.compile("(?m)^(def \\w+\\(self)(?=[,)])");

  /** Reads resource files that stand beside {@code room}; they are concatenated in order. */
  public static Script of(Class<?> room, String... resources) {
    String own =
        List.of(resources).stream()
            .map(resource -> text(room, resource))
            .collect(Collectors.joining("\n"));
    return new Script(
        String.join(" + ", resources), text(Script.class, "blocks.ts.py") + "\n" + own);
  }

  /**
   * The module that PyTorch runs, without weights.
   *
   * @param attributes the numbers the methods read as {@code self.name}
   */
  public PtSymbolBlock compile(NDManager manager, Map<String, Object> attributes) {
    Torch.prepare();
    byte[] archive = archive(attributes, Map.of());
    try {
      return JniUtils.loadModule(
          (PtNDManager) manager, new ByteArrayInputStream(archive), false, false);
    } catch (EngineException e) {
      throw new IllegalArgumentException(
          "Script " + name + " does not compile: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The archive that {@code torch.jit.load} reads, without weights.
   *
   * @param extra texts that lie beside the code, which the loader gives back by name
   */
  public byte[] archive(Map<String, Object> attributes, Map<String, String> extra) {
    return ScriptArchive.write(this, attributes, extra);
  }

  /** The class that PyTorch compiles: the attributes with their types, then the methods. */
  String compiled(Map<String, Object> attributes) {
    String declarations =
        attributes.entrySet().stream()
            .map(entry -> "  " + entry.getKey() + " : " + Attribute.type(entry.getValue()) + "\n")
            .collect(Collectors.joining());
    String methods = SELF.matcher(source).replaceAll("$1: __torch__.F").indent(2);
    return "class F(Module):\n"
        + "  __parameters__ = []\n"
        + "  __buffers__ = []\n"
        + "  training : bool\n"
        + declarations
        + methods;
  }

  private static String text(Class<?> room, String resource) {
    try (InputStream in = room.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException(
            "No script " + resource + " beside " + room.getName() + " on the class path.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Script " + resource + " cannot be read.", e);
    }
  }
}
