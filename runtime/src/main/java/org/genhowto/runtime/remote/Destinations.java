package org.genhowto.runtime.remote;

import java.net.InetAddress;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Where this process may connect to on the word of others: the open internet, and the networks that
 * its settings name.
 *
 * @param networks what is allowed although it is not the open internet
 * @param ports what may be connected to there and anywhere
 */
public record Destinations(List<AddressBlock> networks, List<Ports> ports) {
  /** Every port of the open internet. */
  public static final Destinations PUBLIC = new Destinations(List.of(), List.of(Ports.ALL));

  /** Wherever a connection can be made to. */
  public static final Destinations ANYWHERE =
      new Destinations(
          Stream.of("0.0.0.0/0", "::/0").map(AddressBlock::of).toList(), List.of(Ports.ALL));

  public Destinations {
    networks = List.copyOf(networks);
    ports = List.copyOf(ports);
  }

  /** Neighbouring ports, both ends included. */
  public record Ports(int first, int last) {
    private static final int HIGHEST = 65_535;

    /** Every port. */
    public static final Ports ALL = new Ports(1, HIGHEST);

    /**
     * Reads what people write: 8080, or 8000-8999.
     *
     * @throws IllegalArgumentException it is neither
     */
    public static Ports of(String text) {
      String[] ends = text.strip().split("-", 2);
      OptionalInt first = number(ends[0]);
      OptionalInt last = ends.length == 1 ? first : number(ends[1]);
      if (first.isEmpty() || last.isEmpty() || first.getAsInt() > last.getAsInt()) {
        throw new IllegalArgumentException(
            "'%s' is no port, expected one such as 8080 or 8000-8999".formatted(text));
      }
      return new Ports(first.getAsInt(), last.getAsInt());
    }

    /** Whether a text names ports. */
    public static boolean isPorts(String text) {
      try {
        of(text);
        return true;
      } catch (IllegalArgumentException e) {
        return false;
      }
    }

    boolean holds(int port) {
      return first <= port && port <= last;
    }

    private static OptionalInt number(String text) {
      if (!text.matches("[0-9]{1,5}")) {
        return OptionalInt.empty();
      }
      int number = Integer.parseInt(text);
      return number >= 1 && number <= HIGHEST ? OptionalInt.of(number) : OptionalInt.empty();
    }
  }

  /** Whether a connection may go to an address. */
  public boolean holds(InetAddress address) {
    return PublicAddresses.holds(address)
        || networks.stream().anyMatch(network -> network.holds(address));
  }

  /** Whether a connection may go to a port. */
  public boolean holds(int port) {
    return ports.stream().anyMatch(some -> some.holds(port));
  }
}
