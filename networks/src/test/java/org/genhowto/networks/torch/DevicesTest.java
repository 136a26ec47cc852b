package org.genhowto.networks.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.util.List;
import org.junit.jupiter.api.Test;

class DevicesTest {
  @Test
  void auto_takes_every_card_or_else_the_processor() {
    assertThat(Devices.named(List.of("auto"), 2)).containsExactly(Device.gpu(0), Device.gpu(1));
    assertThat(Devices.named(List.of("auto"), 0)).containsExactly(Device.cpu());
  }

  @Test
  void devices_may_be_named_one_by_one() {
    assertThat(Devices.named(List.of("gpu:1", "CPU", "cpu"), 2))
        .containsExactly(Device.gpu(1), Device.cpu(), Device.cpu());
  }

  @Test
  void what_is_not_there_is_said() {
    assertThatThrownBy(() -> Devices.named(List.of("gpu:2"), 2))
        .hasMessageContaining("no device gpu:2: PyTorch finds 2 graphics cards");
    assertThatThrownBy(() -> Devices.named(List.of("tpu"), 2))
        .hasMessageContaining("no device 'tpu', expected auto, cpu or gpu:0");
    assertThatThrownBy(() -> Devices.named(List.of(), 2)).hasMessageContaining("No device");
  }
}
