package org.genhowto.networks.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where networks run: on the processor, or on graphics cards that CUDA knows. */
public final class Devices {
  /** Every graphics card, or the processor where there is none. */
  public static final String AUTO = "auto";

  private static final Pattern NAME = Pattern.compile("(cpu)|gpu:(\\d{1,3})");

  private Devices() {}

  /**
   * The devices of a setting, one for each worker: {@code auto}, {@code cpu}, or names such as
   * {@code gpu:0}. A device may be named more than once.
   *
   * @throws IllegalArgumentException for a name that is none, and for a graphics card that is not
   *     there
   */
  public static List<Device> named(List<String> names) {
    return named(names, Engine.getEngine("PyTorch").getGpuCount());
  }

  static List<Device> named(List<String> names, int cards) {
    if (names.equals(List.of(AUTO))) {
      return all(cards);
    }
    List<Device> devices = new ArrayList<>();
    for (String name : names) {
      devices.add(device(name.strip().toLowerCase(Locale.ROOT), cards));
    }
    if (devices.isEmpty()) {
      throw new IllegalArgumentException("No device is named, expected auto, cpu or gpu:0.");
    }
    return devices;
  }

  private static List<Device> all(int cards) {
    List<Device> devices = new ArrayList<>();
    for (int card = 0; card < cards; card++) {
      devices.add(Device.gpu(card));
    }
    return devices.isEmpty() ? List.of(Device.cpu()) : devices;
  }

  private static Device device(String name, int cards) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "There is no device '%s', expected auto, cpu or gpu:0.".formatted(name));
    }
    if (matcher.group(1) != null) {
      return Device.cpu();
    }
    int card = Integer.parseInt(matcher.group(2));
    if (card >= cards) {
      throw new IllegalArgumentException(
          "There is no device %s: PyTorch finds %d graphics cards here.".formatted(name, cards));
    }
    return Device.gpu(card);
  }
}
