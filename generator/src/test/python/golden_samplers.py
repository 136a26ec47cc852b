"""Writes the golden trajectories of SamplerGoldenTest: every sampler under many configurations, as the schedulers of diffusers
(0.42.1, PyTorch 2.7.1) take them, without a network: what it would say is given.

usage: python golden_samplers.py FOLDER      (generator/src/test/resources/org/genhowto/generator/golden/samplers)
"""

import importlib
import json
import sys
from pathlib import Path

import diffusers
import torch
from safetensors.torch import save_file

FOLDER = Path(sys.argv[1])
STABLE = dict(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", num_train_timesteps=1000)
CLASSES = {
    "ddim": "DDIMScheduler", "ddim-eta": "DDIMScheduler", "pndm": "PNDMScheduler", "euler": "EulerDiscreteScheduler",
    "euler-ancestral": "EulerAncestralDiscreteScheduler", "dpm-solver++": "DPMSolverMultistepScheduler",
    "dpm-solver++-sde": "DPMSolverMultistepScheduler", "unipc": "UniPCMultistepScheduler"}
MODULES = {
    "DDIMScheduler": "scheduling_ddim", "PNDMScheduler": "scheduling_pndm", "EulerDiscreteScheduler": "scheduling_euler_discrete",
    "EulerAncestralDiscreteScheduler": "scheduling_euler_ancestral_discrete",
    "DPMSolverMultistepScheduler": "scheduling_dpmsolver_multistep", "UniPCMultistepScheduler": "scheduling_unipc_multistep"}
V = dict(prediction_type="v_prediction")
LEADING, TRAILING, LINSPACE = (dict(timestep_spacing=name) for name in ("leading", "trailing", "linspace"))
OFFSET, ZERO, KARRAS = dict(steps_offset=1), dict(rescale_betas_zero_snr=True), dict(use_karras_sigmas=True)
LATENT = dict(clip_sample=False, set_alpha_to_one=False)
PLMS = dict(skip_prk_steps=True)
SDE = dict(algorithm_type="sde-dpmsolver++")
CASES = [
    ("ddim", LATENT | LEADING | OFFSET, 10, 0), ("ddim", LATENT | TRAILING | V, 7, 2), ("ddim", LATENT | LINSPACE, 9, 1),
    ("ddim", LATENT | TRAILING | ZERO | V, 8, 0), ("ddim", LATENT | LEADING | dict(prediction_type="sample"), 6, 0),
    ("ddim-eta", LATENT | LEADING | OFFSET, 8, 2), ("ddim-eta", LATENT | TRAILING | V, 7, 0),
    ("ddim-eta", LATENT | LINSPACE | V | dict(set_alpha_to_one=True), 5, 1),
    ("pndm", PLMS | LEADING | OFFSET, 10, 0), ("pndm", PLMS | TRAILING | V, 8, 3), ("pndm", PLMS | LINSPACE, 6, 1),
    ("pndm", PLMS | LEADING | OFFSET | dict(set_alpha_to_one=True), 3, 2), ("pndm", PLMS | LEADING | V, 1, 0),
    ("euler", LINSPACE, 10, 0), ("euler", LEADING | OFFSET | V, 8, 2), ("euler", TRAILING | KARRAS, 9, 3),
    ("euler", LINSPACE | KARRAS | V, 12, 0), ("euler", TRAILING | ZERO | V, 6, 0),
    ("euler", LEADING | dict(final_sigmas_type="sigma_min", prediction_type="sample"), 7, 0),
    ("euler-ancestral", LINSPACE, 7, 0), ("euler-ancestral", LEADING | OFFSET | V, 9, 2),
    ("euler-ancestral", TRAILING | ZERO | V, 5, 1),
    ("dpm-solver++", LINSPACE, 20, 0), ("dpm-solver++", LEADING | OFFSET | V, 10, 2), ("dpm-solver++", TRAILING | KARRAS, 8, 0),
    ("dpm-solver++", LINSPACE | KARRAS | V | dict(euler_at_final=True), 15, 4),
    ("dpm-solver++", TRAILING | ZERO | V, 7, 0), ("dpm-solver++", LINSPACE | dict(solver_type="heun"), 6, 1),
    ("dpm-solver++", LEADING | dict(final_sigmas_type="sigma_min", lower_order_final=False), 9, 0),
    ("dpm-solver++", LINSPACE | dict(solver_order=1, prediction_type="sample"), 5, 0), ("dpm-solver++", LINSPACE, 1, 0),
    ("dpm-solver++-sde", SDE | LINSPACE, 10, 0), ("dpm-solver++-sde", SDE | TRAILING | KARRAS | V, 8, 2),
    ("dpm-solver++-sde", SDE | LEADING | OFFSET | dict(solver_type="heun"), 7, 0),
    ("unipc", LINSPACE, 10, 0), ("unipc", LEADING | OFFSET | V, 9, 2), ("unipc", TRAILING | KARRAS, 8, 1),
    ("unipc", LINSPACE | dict(solver_order=3, solver_type="bh1", final_sigmas_type="sigma_min"), 12, 0), ("unipc", TRAILING | ZERO | V, 6, 0),
    ("unipc", LINSPACE | KARRAS | V | dict(solver_order=3, final_sigmas_type="sigma_min"), 7, 3),
    ("unipc", LINSPACE | dict(solver_order=1), 5, 0),
    ("dpm-solver++-sde", SDE | LINSPACE | dict(final_sigmas_type="sigma_min"), 8, 0),
    ("dpm-solver++-sde", SDE | LEADING | OFFSET | dict(final_sigmas_type="sigma_min", lower_order_final=False), 9, 2),
    ("dpm-solver++-sde", SDE | TRAILING | dict(final_sigmas_type="sigma_min"), 1, 0),
]


class GivenNoise:
    """Stands in for the schedulers' random generator, and keeps what it gave."""

    def __init__(self):
        self.given = []

    def __call__(self, shape, **options):
        self.given.append(torch.randn(shape))
        return self.given[-1]


def visited(kind, scheduler, skip):
    """The timesteps of a trajectory that begins later; PNDM's second one comes twice, wherever it begins."""
    if kind != "pndm":
        return scheduler.timesteps[skip:]
    times = sorted(set(scheduler.timesteps.tolist()), reverse=True)[skip:]
    return torch.tensor(times if len(times) == 1 else times[:2] + times[1:])


def trajectory(kind, options, steps, skip):
    name = CLASSES[kind]
    module = importlib.import_module("diffusers.schedulers." + MODULES[name])
    scheduler = getattr(diffusers, name)(**STABLE, **options)
    scheduler.set_timesteps(steps)
    times = visited(kind, scheduler, skip)
    if hasattr(scheduler, "set_begin_index"):
        scheduler.set_begin_index(skip)
    noise = GivenNoise()
    if hasattr(module, "randn_tensor"):
        module.randn_tensor = noise
    clean, drawn = torch.randn(1, 4, 2, 2), torch.randn(1, 4, 2, 2)
    outputs = torch.randn(len(times), 1, 4, 2, 2)
    latents, inputs, estimates = [scheduler.add_noise(clean, drawn, times[:1])], [], []
    eta = {"eta": 1.0} if kind == "ddim-eta" else {}
    for t, output in zip(times, outputs):
        inputs.append(scheduler.scale_model_input(latents[-1], t))
        latents.append(scheduler.step(output, t, latents[-1], **eta).prev_sample)
    values = {"clean": clean, "drawn": drawn, "outputs": outputs, "latents": torch.stack(latents), "inputs": torch.stack(inputs),
              "timesteps": times.float(), "pure": drawn * scheduler.init_noise_sigma}
    if noise.given:
        values["noise"] = torch.stack(noise.given)
    config = {key: value for key, value in scheduler.config.items() if key in options or key in STABLE}
    return values, config | {"_class_name": name}


torch.manual_seed(17)
FOLDER.mkdir(parents=True, exist_ok=True)
all_values, cases = {}, []
for number, (kind, options, steps, skip) in enumerate(CASES):
    values, config = trajectory(kind, options, steps, skip)
    assert all(value.isfinite().all() for value in values.values()), (kind, options)
    all_values |= {f"{number}/{key}": value.contiguous() for key, value in values.items()}
    cases.append({"sampler": kind, "steps": steps, "skip": skip, "config": config})
save_file(all_values, FOLDER / "values.safetensors", {"diffusers": diffusers.__version__, "torch": torch.__version__})
(FOLDER / "cases.json").write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
print(len(cases), "cases")
