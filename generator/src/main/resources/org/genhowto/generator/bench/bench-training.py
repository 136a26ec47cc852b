"""The same training step in PyTorch with diffusers, on one thread: loss, gradient, clipping, AdamW, moving average.

usage: cat bench-models.py bench-training.py > bench.py; python bench.py FOLDER BASE|GENHOWTO STEPS
prints one line of JSON: cpu, wall (seconds of the cheapest step), trained (numbers), loss (of the last step), torch
"""

folder, kind, steps = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
torch.set_num_threads(1)
RATE, WARM_UP, DECAY = 1e-3, 50, 0.998

unet, controlnet = networks(folder)
batch = load_file(folder / "batch.safetensors")
decoder = ("up_blocks.", "conv_norm_out.", "conv_out.")
for name, parameter in unet.named_parameters():
    parameter.requires_grad_(kind == "BASE" or name.startswith(decoder))
for parameter in controlnet.parameters():
    parameter.requires_grad_(kind == "GENHOWTO")
trained = [p for network in (unet, controlnet) for p in network.parameters() if p.requires_grad]
averages = [p.detach().clone() for p in trained]
optimizer = torch.optim.AdamW(trained, lr=RATE, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01, fused=True)


def loss():
    noisy = batch["signal"] * batch["clean"] + batch["sigma"] * batch["noise"]
    inputs = (noisy, batch["timestep"], batch["encoder_hidden_states"])
    if kind == "BASE":
        predicted = unet(*inputs).sample
    else:
        down, mid = controlnet(*inputs, controlnet_cond=batch["image"], return_dict=False)
        predicted = unet(*inputs, down_block_additional_residuals=down, mid_block_additional_residual=mid).sample
    return torch.nn.functional.mse_loss(predicted, batch["noise"])


def step(number):
    for group in optimizer.param_groups:
        group["lr"] = RATE * min(1, (number + 1) / WARM_UP)
    value = loss()
    value.backward()
    torch.nn.utils.clip_grad_norm_(trained, 1.0, foreach=True)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    decay = min(DECAY, (1 + number) / (10 + number))
    with torch.no_grad():
        torch._foreach_lerp_(averages, trained, 1 - decay)
    return value.item()


last = step(0)
best = (float("inf"), 0.0)
for number in range(1, steps + 1):
    cpu, wall = time.process_time(), time.perf_counter()
    last = step(number)
    best = min(best, (time.process_time() - cpu, time.perf_counter() - wall))
print(json.dumps({
    "cpu": best[0], "wall": best[1], "trained": sum(p.numel() for p in trained), "loss": last,
    "torch": torch.__version__}))
