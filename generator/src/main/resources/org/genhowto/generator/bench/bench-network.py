"""The same forward pass in PyTorch with diffusers: loads the bench's folder, measures, and writes the output beside it.

usage: cat bench-models.py bench-network.py > bench.py; python bench.py FOLDER FORWARDS THREADS
prints one line of JSON: cpu, wall, load (seconds), resident (bytes), torch, diffusers
"""

folder, forwards, threads = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(threads)
start = time.perf_counter()
unet, controlnet = networks(folder)
unet.eval()
controlnet.eval()
inputs = load_file(folder / "inputs.safetensors")
control = inputs.pop("controlnet_cond")
loaded = time.perf_counter() - start


@torch.inference_mode()
def forward():
    down, mid = controlnet(**inputs, controlnet_cond=control, return_dict=False)
    return unet(**inputs, down_block_additional_residuals=down, mid_block_additional_residual=mid).sample


def most_resident():
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


output = forward()
best = (float("inf"), 0.0)
for _ in range(forwards):
    cpu, wall = time.process_time(), time.perf_counter()
    forward()
    best = min(best, (time.process_time() - cpu, time.perf_counter() - wall))
save_file({"sample": output.contiguous()}, folder / "reference.safetensors")
print(json.dumps({
    "cpu": best[0], "wall": best[1], "load": loaded, "resident": most_resident(),
    "torch": torch.__version__, "diffusers": diffusers_version}))
