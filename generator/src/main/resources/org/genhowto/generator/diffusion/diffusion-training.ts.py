# Losses of the diffusion models: mean squared error of the predicted noise.
# x clean, scaled latent (B, 4, H, W); noise of its shape; t (B,); signal and sigma, their shares at t, (B, 1, 1, 1).

def noise_loss(self, x: Tensor, noise: Tensor, t: Tensor, signal: Tensor, sigma: Tensor, text: Tensor) -> Tensor:
    return torch.mse_loss(self.unet(signal * x + sigma * noise, t, text), noise)

def controlled_noise_loss(self, x: Tensor, noise: Tensor, t: Tensor, signal: Tensor, sigma: Tensor, text: Tensor, z: Tensor) -> Tensor:
    # z latent of the input image, not scaled
    return torch.mse_loss(self.controlled_unet(signal * x + sigma * noise, t, text, self.embed_control(z)), noise)

# Pictures y beside the triplets, which the U-Net sees without ControlNet; the mean is over all of both.
def preserving_noise_loss(self, x: Tensor, noise: Tensor, t: Tensor, signal: Tensor, sigma: Tensor, text: Tensor, z: Tensor,
                          y: Tensor, y_noise: Tensor, y_t: Tensor, y_signal: Tensor, y_sigma: Tensor, y_text: Tensor) -> Tensor:
    triplets = self.controlled_noise_loss(x, noise, t, signal, sigma, text, z)
    pictures = self.noise_loss(y, y_noise, y_t, y_signal, y_sigma, y_text)
    share = float(y.size(0)) / float(x.size(0) + y.size(0))
    return (1.0 - share) * triplets + share * pictures

def instructed_noise_loss(self, x: Tensor, noise: Tensor, t: Tensor, signal: Tensor, sigma: Tensor, text: Tensor, z: Tensor) -> Tensor:
    # z latent of the input image, not scaled, or zeros where it was left out
    return torch.mse_loss(self.unet(torch.cat([signal * x + sigma * noise, z], 1), t, text), noise)
