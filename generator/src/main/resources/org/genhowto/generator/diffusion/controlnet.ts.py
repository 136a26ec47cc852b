# ControlNet as GenHowTo uses it (Figure 3): a copy U'_E of the U-Net's encoder that also sees the latent z
# (B, 4, H, W) of the input image, NOT scaled, and speaks to the U-Net through convolutions that start at zero.

def embed_control(self, z: Tensor) -> Tensor:
    # (B, 4, H, W) -> (B, C, H, W); the same at every timestep
    e = "controlnet.controlnet_cond_embedding."
    return self.conv(self.conv(z, e + "conv_in", 1), e + "conv_out", 1)

def control_residuals(self, x: Tensor, t: Tensor, text: Tensor, z: Tensor, scale: Tensor) -> List[Tensor]:
    # As ControlNetModel gives them: of the encoder's states, then of the middle block, times the scale (1,).
    keys_values = self.keys_and_values(text, "controlnet.")
    residuals = self.controlnet(x, t, keys_values, self.embed_control(z))
    for i in range(len(residuals)):
        residuals[i] = residuals[i] * scale
    return residuals

def controlnet(self, x: Tensor, t: Tensor, keys_values: Dict[str, Tensor], control: Tensor) -> List[Tensor]:
    # One residual for each of the encoder's states.
    h = self.conv(x, "controlnet.conv_in", 1) + control
    states = self.encoder(h, self.time_embedding(t, "controlnet."), keys_values, "controlnet.")
    residuals: List[Tensor] = []
    for i in range(len(states) - 1):
        residuals.append(self.conv(states[i], "controlnet.controlnet_down_blocks." + str(i), 1))
    residuals.append(self.conv(states[len(states) - 1], "controlnet.controlnet_mid_block", 1))
    return residuals

def controlled_unet(self, x: Tensor, t: Tensor, text: Tensor, control: Tensor) -> Tensor:
    # control as embed_control gives it -> (B, 4, H, W)
    residuals = self.controlnet(x, t, self.keys_and_values(text, "controlnet."), control)
    return self.denoise(x, t, self.keys_and_values(text, "unet."), residuals)
