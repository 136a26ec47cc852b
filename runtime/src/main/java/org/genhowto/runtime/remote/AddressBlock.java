package org.genhowto.runtime.remote;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Addresses that share their first bits, of IPv4 or of IPv6.
 *
 * @param start the bytes of its first address: 4 or 16
 * @param bits how many of them are shared, from 0
 */
public record AddressBlock(List<Byte> start, int bits) {
  /** What is an address without anybody being asked for a name. */
  private static final Pattern LITERAL =
      Pattern.compile("[0-9]{1,3}([.][0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,3}");

  public AddressBlock {
    start = List.copyOf(start);
  }

  /**
   * Reads what people write: 10.0.0.0/8, fd00::/8, or an address for itself alone.
   *
   * @throws IllegalArgumentException it is none
   */
  public static AddressBlock of(String text) {
    String[] parts = text.strip().split("/", 2);
    if (!LITERAL.matcher(parts[0]).matches()) {
      throw wrong(text);
    }
    List<Byte> start = bytes(literal(parts[0], text));
    int longest = start.size() * Byte.SIZE;
    if (parts.length == 1) {
      return new AddressBlock(start, longest);
    }
    if (!LENGTH.matcher(parts[1]).matches() || Integer.parseInt(parts[1]) > longest) {
      throw wrong(text);
    }
    return new AddressBlock(start, Integer.parseInt(parts[1]));
  }

  /** Whether a text is a block. */
  public static boolean isBlock(String text) {
    try {
      of(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Whether an address is one of them. */
  public boolean holds(InetAddress address) {
    List<Byte> other = bytes(address);
    if (other.size() != start.size()) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % Byte.SIZE);
      if (((start.get(bit / Byte.SIZE) ^ other.get(bit / Byte.SIZE)) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  private static InetAddress literal(String address, String text) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw wrong(text);
    }
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "'%s' is no network, expected one such as 10.0.0.0/8, 127.0.0.1 or fd00::/8"
            .formatted(text));
  }

  private static List<Byte> bytes(InetAddress address) {
    byte[] bytes = address.getAddress();
    Byte[] boxed = new Byte[bytes.length];
    Arrays.setAll(boxed, i -> bytes[i]);
    return List.of(boxed);
  }
}
