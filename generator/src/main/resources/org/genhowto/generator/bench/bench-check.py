"""Makes networks of the benches' kind in diffusers, small ones, and takes a pass: whether this Python can be the reference.

usage: cat bench-models.py bench-check.py > check.py; python check.py
prints one line of JSON: torch, diffusers
"""

blocks = dict(
    block_out_channels=[8, 8], layers_per_block=1, norm_num_groups=4, cross_attention_dim=8, attention_head_dim=[1, 2],
    down_block_types=["CrossAttnDownBlock2D", "DownBlock2D"], use_linear_projection=True, in_channels=4)
unet = UNet2DConditionModel(**blocks, up_block_types=["UpBlock2D", "CrossAttnUpBlock2D"], sample_size=8)
controlnet = ControlNetModel(**blocks, conditioning_channels=4, conditioning_embedding_out_channels=(8,))
controlnet.controlnet_cond_embedding = Embedding(8, 4, (8,))
inputs = (torch.zeros(1, 4, 8, 8), torch.zeros(1), torch.zeros(1, 2, 8))
with torch.inference_mode():
    down, mid = controlnet(*inputs, controlnet_cond=inputs[0], return_dict=False)
    unet(*inputs, down_block_additional_residuals=down, mid_block_additional_residual=mid)
print(json.dumps({"torch": torch.__version__, "diffusers": diffusers_version}))
