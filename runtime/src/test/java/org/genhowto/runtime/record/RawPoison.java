package org.genhowto.runtime.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Values that are no record of any topic, made of one that is. */
public enum RawPoison {
  NO_VALUE {
    @Override
    public byte @Nullable [] of(byte[] good) {
      return null;
    }
  },
  EMPTY {
    @Override
    public byte[] of(byte[] good) {
      return new byte[0];
    }
  },
  ONE_BYTE {
    @Override
    public byte[] of(byte[] good) {
      return new byte[] {0};
    }
  },
  HEADER_ONLY {
    @Override
    public byte[] of(byte[] good) {
      return Arrays.copyOf(good, HEADER);
    }
  },
  TEXT {
    @Override
    public byte[] of(byte[] good) {
      return "hello".getBytes(StandardCharsets.UTF_8);
    }
  },
  JSON {
    @Override
    public byte[] of(byte[] good) {
      return "{\"videoId\": \"v1\"}".getBytes(StandardCharsets.UTF_8);
    }
  },
  OTHER_MAGIC {
    @Override
    public byte[] of(byte[] good) {
      byte[] bad = good.clone();
      bad[0] = 1;
      return bad;
    }
  },
  UNKNOWN_SCHEMA {
    @Override
    public byte[] of(byte[] good) {
      return withSchema(good, 987_654);
    }
  },
  NEGATIVE_SCHEMA {
    @Override
    public byte[] of(byte[] good) {
      return withSchema(good, -1);
    }
  },
  CUT_OFF {
    @Override
    public byte[] of(byte[] good) {
      return Arrays.copyOf(good, HEADER + (good.length - HEADER) / 2);
    }
  },
  ENDLESS_LENGTHS {
    @Override
    public byte[] of(byte[] good) {
      byte[] bad = good.clone();
      Arrays.fill(bad, HEADER, bad.length, (byte) 0xff);
      return bad;
    }
  },
  HUGE_TEXT {
    @Override
    public byte[] of(byte[] good) {
      // The length of the first text, 2^31 - 1 in zigzag.
      byte[] length = {(byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f};
      ByteBuffer bad = ByteBuffer.allocate(HEADER + length.length);
      return bad.put(good, 0, HEADER).put(length).array();
    }
  };

  private static final int HEADER = 1 + Integer.BYTES;

  /**
   * @param good a magic byte, the id of a schema, Avro
   */
  public abstract byte @Nullable [] of(byte[] good);

  /** One after the other, again and again. */
  public static RawPoison nth(int n) {
    return values()[n % values().length];
  }

  private static byte[] withSchema(byte[] good, int id) {
    byte[] bad = good.clone();
    ByteBuffer.wrap(bad, 1, Integer.BYTES).putInt(id);
    return bad;
  }
}
