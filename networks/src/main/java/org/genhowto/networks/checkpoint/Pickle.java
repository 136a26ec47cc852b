package org.genhowto.networks.checkpoint;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the part of Python's pickle format that {@code torch.save} writes, and builds nothing but
 * plain values: a global is looked up in the reader's list, and refused if it is not there. No code
 * of a file is ever run.
 */
final class Pickle {
  /** A name that the file wants called, and what it stands for. */
  interface Globals {
    /** What {@code module.name} stands for; throws for a name that is not allowed. */
    Call find(String module, String name) throws IOException;

    /** An object that lies outside the pickle. */
    Object persistent(List<@Nullable Object> id) throws IOException;
  }

  /** A global applied to arguments. */
  @FunctionalInterface
  interface Call {
    Object apply(List<@Nullable Object> arguments) throws IOException;
  }

  private static final Object MARK = new Object();

  private final DataInputStream in;
  private final Globals globals;
  private final Deque<Holder> stack = new ArrayDeque<>();
  private final Map<Integer, Holder> memo = new HashMap<>();

  /** A value that may be Python's None, as a deque takes no null. */
  private record Holder(@Nullable Object value) {}

  private Pickle(InputStream in, Globals globals) {
    this.in = new DataInputStream(in);
    this.globals = globals;
  }

  static @Nullable Object read(InputStream in, Globals globals) throws IOException {
    return new Pickle(in, globals).run();
  }

  private @Nullable Object run() throws IOException {
    for (int op = in.readUnsignedByte(); op != '.'; op = in.readUnsignedByte()) {
      if (!literal(op) && !container(op)) {
        step(op);
      }
    }
    return pop();
  }

  private boolean literal(int op) throws IOException {
    switch (op) {
      case 'N' -> push(null);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'K' -> push((long) in.readUnsignedByte());
      case 'M' -> push((long) Short.toUnsignedInt(Short.reverseBytes(in.readShort())));
      case 'J' -> push((long) Integer.reverseBytes(in.readInt()));
      case 0x8a -> push(integer(bytes(in.readUnsignedByte())));
      case 'G' -> push(in.readDouble());
      case 'X' -> push(text(Integer.reverseBytes(in.readInt())));
      case 0x8c -> push(text(in.readUnsignedByte()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean container(int op) throws IOException {
    switch (op) {
      case '}' -> push(new LinkedHashMap<Object, @Nullable Object>());
      case ']', ')' -> push(new ArrayList<@Nullable Object>());
      case '(' -> push(MARK);
      case 't' -> push(sinceMark());
      case 0x85 -> push(last(1));
      case 0x86 -> push(last(2));
      case 0x87 -> push(last(3));
      case 'e' -> {
        List<@Nullable Object> items = sinceMark();
        list(peek()).addAll(items);
      }
      case 'a' -> {
        Object item = pop();
        list(peek()).add(item);
      }
      case 'u' -> put(sinceMark());
      case 's' -> put(last(2));
      default -> {
        return false;
      }
    }
    return true;
  }

  private void step(int op) throws IOException {
    switch (op) {
      case 0x80 -> in.readUnsignedByte(); // the protocol's number
      case 'q' -> memo.put(in.readUnsignedByte(), new Holder(peek()));
      case 'r' -> memo.put(Integer.reverseBytes(in.readInt()), new Holder(peek()));
      case 'h' -> push(remembered(in.readUnsignedByte()));
      case 'j' -> push(remembered(Integer.reverseBytes(in.readInt())));
      case 'c' -> push(globals.find(line(), line()));
      case 'Q' -> push(globals.persistent(list(pop())));
      case 'R', 0x81 -> {
        List<@Nullable Object> arguments = list(pop());
        if (!(pop() instanceof Call call)) {
          throw new IOException("its pickle calls what is not a function.");
        }
        push(call.apply(arguments));
      }
      case 'b' -> build(pop());
      default -> throw new IOException("its pickle has operation 0x%02x.".formatted(op));
    }
  }

  /** Attributes of an object: kept for a mapping that is one (a Namespace), else of no interest. */
  private void build(@Nullable Object state) throws IOException {
    if (peek() instanceof Attributes attributes && state instanceof Map<?, ?> map) {
      map.forEach(attributes::put);
    }
  }

  /** An object of which only the attributes matter. */
  static final class Attributes extends LinkedHashMap<Object, @Nullable Object> {
    private static final long serialVersionUID = 1L;
  }

  private void put(List<@Nullable Object> pairs) throws IOException {
    if (!(peek() instanceof Map<?, ?> map)) {
      throw new IOException("its pickle puts entries into what is no dictionary.");
    }
    @SuppressWarnings("unchecked")
    Map<Object, @Nullable Object> target = (Map<Object, @Nullable Object>) map;
    for (int i = 0; i + 1 < pairs.size(); i += 2) {
      Object key = pairs.get(i);
      if (key == null) {
        throw new IOException("its pickle has a dictionary with None as a key.");
      }
      target.put(key, pairs.get(i + 1));
    }
  }

  private List<@Nullable Object> sinceMark() throws IOException {
    List<@Nullable Object> items = new ArrayList<>();
    for (Object item = pop(); item != MARK; item = pop()) {
      items.add(0, item);
    }
    return items;
  }

  private List<@Nullable Object> last(int count) throws IOException {
    List<@Nullable Object> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(0, pop());
    }
    return items;
  }

  @SuppressWarnings("unchecked")
  private static List<@Nullable Object> list(@Nullable Object value) throws IOException {
    if (value instanceof List<?> list) {
      return (List<@Nullable Object>) list;
    }
    throw new IOException("its pickle has another value where a list or tuple belongs.");
  }

  private void push(@Nullable Object value) {
    stack.push(new Holder(value));
  }

  private @Nullable Object pop() throws IOException {
    Holder top = stack.poll();
    if (top == null) {
      throw new IOException("its pickle takes more values than it has.");
    }
    return top.value();
  }

  private @Nullable Object peek() throws IOException {
    Holder top = stack.peek();
    if (top == null) {
      throw new IOException("its pickle takes more values than it has.");
    }
    return top.value();
  }

  private @Nullable Object remembered(int key) throws IOException {
    Holder value = memo.get(key);
    if (value == null) {
      throw new IOException("its pickle recalls value " + key + ", which it never kept.");
    }
    return value.value();
  }

  private static long integer(byte[] little) throws IOException {
    if (little.length > Long.BYTES) {
      throw new IOException("its pickle has a number of " + little.length + " bytes.");
    }
    byte[] big = new byte[little.length];
    for (int i = 0; i < big.length; i++) {
      big[i] = little[little.length - 1 - i];
    }
    return big.length == 0 ? 0 : new BigInteger(big).longValueExact();
  }

  private String text(int length) throws IOException {
    return new String(bytes(length), StandardCharsets.UTF_8);
  }

  private byte[] bytes(int length) throws IOException {
    byte[] bytes = length < 0 ? new byte[0] : in.readNBytes(length);
    if (bytes.length != length) {
      throw new IOException("its pickle ends early.");
    }
    return bytes;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.readUnsignedByte(); b != '\n'; b = in.readUnsignedByte()) {
      line.append((char) b);
    }
    return line.toString();
  }
}
