package org.genhowto.networks.torch;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a TorchScript archive, the file that {@code torch.jit.load} reads: a zip of stored entries
 * with the source of one class and a pickle (protocol 2) of its one object's attributes.
 */
final class ScriptArchive {
  private static final int EMPTY_TUPLE = ')';
  private static final int NEWOBJ = 0x81;
  private static final int MARK = '(';
  private static final int EMPTY_DICT = '}';
  private static final int SETITEMS = 'u';
  private static final int BUILD = 'b';
  private static final int STOP = '.';
  private static final int TUPLE1 = 0x85;
  private static final int TUPLE2 = 0x86;
  private static final int REDUCE = 'R';
  private static final int EMPTY_LIST = ']';
  private static final int APPENDS = 'e';
  private static final int TRUE = 0x88;
  private static final int FALSE = 0x89;

  private ScriptArchive() {}

  static byte[] write(Script script, Map<String, Object> attributes, Map<String, String> extra) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
        stored(zip, "F/data.pkl", pickle(attributes));
        stored(
            zip,
            "F/code/__torch__.py",
            script.compiled(attributes).getBytes(StandardCharsets.UTF_8));
        stored(zip, "F/constants.pkl", new byte[] {(byte) 0x80, 2, EMPTY_TUPLE, STOP});
        stored(zip, "F/version", "10\n".getBytes(StandardCharsets.UTF_8));
        for (Map.Entry<String, String> text : extra.entrySet()) {
          stored(zip, "F/extra/" + text.getKey(), text.getValue().getBytes(StandardCharsets.UTF_8));
        }
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory does not fail.", e);
    }
  }

  private static void stored(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static byte[] pickle(Map<String, Object> attributes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(new byte[] {(byte) 0x80, 2});
    global(out, "__torch__", "F");
    out.write(EMPTY_TUPLE);
    out.write(NEWOBJ);
    out.write(EMPTY_DICT);
    out.write(MARK);
    string(out, "training");
    out.write(FALSE);
    for (Map.Entry<String, Object> attribute : attributes.entrySet()) {
      string(out, attribute.getKey());
      value(out, attribute.getValue());
    }
    out.write(SETITEMS);
    out.write(BUILD);
    out.write(STOP);
    return bytes.toByteArray();
  }

  private static void value(DataOutputStream out, Object value) throws IOException {
    if (value instanceof Long || value instanceof Integer) {
      integer(out, ((Number) value).longValue());
    } else if (value instanceof Double number) {
      real(out, number);
    } else if (value instanceof Boolean flag) {
      out.write(flag ? TRUE : FALSE);
    } else if (value instanceof String text) {
      string(out, text);
    } else if (value instanceof Attribute.Bank bank) {
      tagged(out, bank == Attribute.Bank.LIST ? EMPTY_LIST : EMPTY_DICT, bank.type);
    } else {
      list(out, value);
    }
  }

  private static void tagged(DataOutputStream out, int empty, String type) throws IOException {
    global(out, "torch.jit._pickle", "restore_type_tag");
    out.write(empty);
    string(out, type);
    out.write(TUPLE2);
    out.write(REDUCE);
  }

  private static void list(DataOutputStream out, Object value) throws IOException {
    if (value instanceof long[] numbers) {
      startList(out, "build_intlist");
      for (long number : numbers) {
        integer(out, number);
      }
    } else if (value instanceof double[] numbers) {
      startList(out, "build_doublelist");
      for (double number : numbers) {
        real(out, number);
      }
    } else if (value instanceof boolean[] flags) {
      startList(out, "build_boollist");
      for (boolean flag : flags) {
        out.write(flag ? TRUE : FALSE);
      }
    } else {
      throw new IllegalArgumentException("No pickle for a " + value.getClass().getName() + ".");
    }
    out.write(APPENDS);
    out.write(TUPLE1);
    out.write(REDUCE);
  }

  private static void startList(DataOutputStream out, String builder) throws IOException {
    global(out, "torch.jit._pickle", builder);
    out.write(EMPTY_LIST);
    out.write(MARK);
  }

  private static void global(DataOutputStream out, String module, String name) throws IOException {
    out.write(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static void integer(DataOutputStream out, long number) throws IOException {
    out.write(0x8a); // LONG1: a length, then little-endian two's complement
    out.write(Long.BYTES);
    out.writeLong(Long.reverseBytes(number));
  }

  private static void real(DataOutputStream out, double number) throws IOException {
    out.write('G'); // BINFLOAT, big-endian
    out.writeDouble(number);
  }

  private static void string(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write('X'); // BINUNICODE: a little-endian length, then UTF-8
    out.writeInt(Integer.reverseBytes(bytes.length));
    out.write(bytes);
  }
}
