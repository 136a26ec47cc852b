# ControlNet as GenHowTo uses it (Figure 3): a copy U'_E of the U-Net's encoder that also sees the input image's
# latent z (B, 4, H, W), NOT scaled, and speaks to the U-Net through convolutions that start at zero.

def embed_control(self: __torch__.F, z: Tensor) -> Tensor:
  # (B, 4, H, W) -> (B, C, H, W); the same at every timestep
  e = "controlnet.controlnet_cond_embedding."
  return self.conv(e + "conv_out", self.conv(e + "conv_in", z, 1), 1)

def controlnet(self: __torch__.F, x: Tensor, t: Tensor, text: Tensor, control: Tensor) -> List[Tensor]:
  # One residual for each of the encoder's states.
  time = self.time_embedding("controlnet.", t)
  h = self.conv("controlnet.conv_in", x, 1) + control
  states = self.encoder("controlnet.", h, time, text)
  residuals = annotate(List[Tensor], [])
  for i in range(len(states) - 1):
    residuals = residuals + [self.conv("controlnet.controlnet_down_blocks." + str(i), states[i], 1)]
  return residuals + [self.conv("controlnet.controlnet_mid_block", states[len(states) - 1], 1)]

def controlled_unet(self: __torch__.F, x: Tensor, t: Tensor, text: Tensor, control: Tensor) -> Tensor:
  # control as embed_control gives it.
  residuals = self.controlnet(x, t, text, control)
  time = self.time_embedding("unet.", t)
  states = self.encoder("unet.", self.conv("unet.conv_in", x, 1), time, text)
  sums = annotate(List[Tensor], [])
  for i in range(len(states)):
    sums = sums + [states[i] + residuals[i]]
  return self.decoder("unet.", sums, time, text)
