"""Goal images by the websocket that openpi's policy servers speak, with openpi's own client.

pip install numpy pillow typing_extensions openpi-client
python3 examples/openpi_robot.py input.png "slices of green apple on a table" goal.png

GATEWAY=ws://127.0.0.1:8080/v1/openpi, and API_KEY where the gateway asks for a token.
"""
import os
import sys

import numpy as np
from openpi_client.websocket_client_policy import WebsocketClientPolicy
from PIL import Image

picture, prompt, out = sys.argv[1:4]
policy = WebsocketClientPolicy(
    os.environ.get("GATEWAY", "ws://127.0.0.1:8080/v1/openpi"), None, os.environ.get("API_KEY")
)
metadata = policy.get_server_metadata()
print("server", metadata)
image = np.asarray(Image.open(picture).convert("RGB"))
# Whatever else a robot's observation holds is passed over.
answer = policy.infer(
    {
        metadata["image_key"]: image,
        "observation/state": np.zeros(8, np.float32),
        "prompt": prompt,
        "target": "final-state",
        "steps": 20,
    }
)
print({key: value for key, value in answer.items() if key != "goal_image"})
Image.fromarray(answer["goal_image"]).save(out)
print("goal image", answer["goal_image"].shape, answer["goal_image"].dtype, "in", out)
