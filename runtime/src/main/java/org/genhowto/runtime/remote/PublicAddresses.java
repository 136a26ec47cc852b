package org.genhowto.runtime.remote;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Tells addresses of the open internet from those that mean this machine, its network or the
 * metadata of its cloud: what a stranger asks to be called must not reach these. Asked about the
 * address a connection is made to, not about a name, as a name may mean another one a moment later.
 * The lists are those of the IANA special-purpose registries (RFC 6890).
 */
public final class PublicAddresses {
  private static final List<AddressBlock> CLOSED_V4 =
      List.of(
          AddressBlock.of("0.0.0.0/8"), // this network
          AddressBlock.of("10.0.0.0/8"), // private
          AddressBlock.of("100.64.0.0/10"), // shared by carriers; metadata of a cloud too
          AddressBlock.of("127.0.0.0/8"), // loopback
          AddressBlock.of("169.254.0.0/16"), // link-local; metadata of most clouds
          AddressBlock.of("172.16.0.0/12"), // private
          AddressBlock.of("192.0.0.0/24"), // protocol assignments
          AddressBlock.of("192.0.2.0/24"), // documentation
          AddressBlock.of("192.88.99.0/24"), // relays of 6to4
          AddressBlock.of("192.168.0.0/16"), // private
          AddressBlock.of("198.18.0.0/15"), // benchmarks
          AddressBlock.of("198.51.100.0/24"), // documentation
          AddressBlock.of("203.0.113.0/24"), // documentation
          AddressBlock.of("224.0.0.0/3")); // multicast, reserved, broadcast

  /** All that is assigned for the open internet. */
  private static final AddressBlock OPEN_V6 = AddressBlock.of("2000::/3");

  /** Of it, what is not open, or leads to an IPv4 address by way of a relay. */
  private static final List<AddressBlock> CLOSED_V6 =
      List.of(
          AddressBlock.of("2001::/23"), // protocol assignments, Teredo among them
          AddressBlock.of("2001:db8::/32"), // documentation
          AddressBlock.of("2002::/16"), // 6to4
          AddressBlock.of("3fff::/20")); // documentation

  /** An IPv4 address as networks without IPv4 write it. */
  private static final AddressBlock TRANSLATED = AddressBlock.of("64:ff9b::/96");

  private static final int V4_LENGTH = 4;

  private PublicAddresses() {}

  /** Whether an address is one of the open internet. */
  public static boolean holds(InetAddress address) {
    if (address instanceof Inet4Address) {
      return CLOSED_V4.stream().noneMatch(block -> block.holds(address));
    }
    if (TRANSLATED.holds(address)) {
      byte[] bytes = address.getAddress();
      return holds(address(Arrays.copyOfRange(bytes, bytes.length - V4_LENGTH, bytes.length)));
    }
    return address instanceof Inet6Address
        && OPEN_V6.holds(address)
        && CLOSED_V6.stream().noneMatch(block -> block.holds(address));
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(bytes.length + " bytes are no address", e);
    }
  }
}
