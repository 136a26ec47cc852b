package org.genhowto.ingest.glued;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds where the video of a transport stream becomes one of another kind, as where streams of two
 * codecs were put one behind the other: by its program tables (ISO/IEC 13818-1, section 2.4.4). A
 * decoder knows one codec, so that what follows has to be read as a file of its own.
 */
final class ProgramChanges {
  private static final int PACKET = 188;
  private static final int PREFIX = 4;
  private static final byte SYNC = 0x47;
  private static final int BUFFERED = 4096;
  private static final int MOST = 1000;
  private static final int PROGRAM_TABLE = 2;

  /** MPEG-1, MPEG-2, MPEG-4, H.264 and HEVC, VC-1. */
  private static final Set<Integer> VIDEO = Set.of(0x01, 0x02, 0x10, 0x1b, 0x24, 0xea);

  private final Set<Integer> tables = new HashSet<>();
  private final Map<Integer, Set<Integer>> videos = new HashMap<>();
  private final List<Long> starts = new ArrayList<>(List.of(0L));
  private long directory;

  private ProgramChanges() {}

  /** Where parts of one kind each begin; 0 alone where the file is no transport stream. */
  static <E extends Exception> List<Long> starts(FileChannel channel, Progress<E> progress)
      throws E, IOException {
    ByteBuffer head = ByteBuffer.allocate(PACKET + 2 * PREFIX + 1);
    channel.read(head, 0);
    for (int prefix = 0; prefix <= PREFIX; prefix += PREFIX) {
      if (head.get(prefix) == SYNC && head.get(2 * prefix + PACKET) == SYNC) {
        ProgramChanges changes = new ProgramChanges();
        changes.read(channel, prefix, progress);
        return changes.starts;
      }
    }
    return List.of(0L);
  }

  private <E extends Exception> void read(FileChannel channel, int prefix, Progress<E> progress)
      throws E, IOException {
    int step = prefix + PACKET;
    ByteBuffer packets = ByteBuffer.allocate(step * BUFFERED);
    long position = 0;
    while (channel.read(packets, position) >= step && starts.size() < MOST) {
      int whole = packets.position() / step;
      for (int i = 0; i < whole; i++) {
        packet(packets.slice(i * step + prefix, PACKET), position + (long) i * step);
      }
      position += (long) whole * step;
      packets.clear();
      progress.read();
    }
  }

  private void packet(ByteBuffer packet, long at) {
    int head = packet.getInt(0);
    boolean begins = (head & 0x400000) != 0;
    int number = head >> 8 & 0x1fff;
    if (head >>> 24 != SYNC || !begins || (number != 0 && !tables.contains(number))) {
      return;
    }
    boolean adapted = (head & 0x20) != 0;
    int start = adapted ? 5 + (packet.get(4) & 0xff) : 4;
    if (start >= PACKET - 1) {
      return;
    }
    int section = start + 1 + (packet.get(start) & 0xff);
    if (section + 12 > PACKET) {
      return;
    }
    int end = Math.min(PACKET, section + 3 + (packet.getShort(section + 1) & 0xfff) - 4);
    if (number == 0) {
      directory = at;
      for (int i = section + 8; i + 4 <= end; i += 4) {
        tables.add(packet.getShort(i + 2) & 0x1fff);
      }
    } else if (packet.get(section) == PROGRAM_TABLE) {
      program(packet, section, end);
    }
  }

  private void program(ByteBuffer packet, int section, int end) {
    Set<Integer> kinds = new TreeSet<>();
    int at = section + 12 + (packet.getShort(section + 10) & 0xfff);
    while (at + 5 <= end) {
      int type = packet.get(at) & 0xff;
      if (VIDEO.contains(type)) {
        kinds.add(type << 16 | (packet.getShort(at + 1) & 0x1fff));
      }
      at += 5 + (packet.getShort(at + 3) & 0xfff);
    }
    Set<Integer> before = videos.put((int) packet.getShort(section + 3), kinds);
    if (before != null && !kinds.isEmpty() && !before.equals(kinds)) {
      videos.keySet().removeIf(program -> program != (int) packet.getShort(section + 3));
      if (directory > starts.get(starts.size() - 1)) {
        starts.add(directory);
      }
    }
  }
}
