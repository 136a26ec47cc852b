"""A node in the style of ROS 2 that turns what the camera sees into what the scene is to become.

It is a plain class, so that it runs without ROS. In a node of rclpy, on_image is the callback of a
sensor_msgs/CompressedImage subscription (its data is a JPEG or PNG already), on_prompt that of a
std_msgs/String, and publish is the publisher of the goal image. Without ROS:
python goal_node.py IMAGE PROMPT [PROMPT ...]
"""

import sys
import threading
from pathlib import Path

from http_client import Goals


class GoalNode:
    """Keeps the newest picture; each prompt asks for a goal and ends the one before it."""

    def __init__(self, publish, target="final-state", log=print):
        self.goals = Goals()
        self.publish = publish
        self.target = target
        self.log = log
        self.lock = threading.Lock()
        self.image = None
        self.prompts = 0
        self.current = None
        self.threads = []

    def on_image(self, data):
        with self.lock:
            self.image = bytes(data)

    def on_prompt(self, prompt):
        """Returns at once: a callback must not hold up the executor."""
        with self.lock:
            if self.image is None:
                self.log("no picture yet, the prompt is left out")
                return
            self.prompts += 1
            arguments = (self.prompts, self.image, prompt)
            thread = threading.Thread(target=self._reach, args=arguments, daemon=True)
            self.threads.append(thread)
        thread.start()

    def _reach(self, number, image, prompt):
        try:
            request_id = self.goals.submit(image, prompt, self.target)
            with self.lock:  # Requests may arrive in another order than their prompts.
                newest = number == self.prompts
                before, self.current = (self.current, request_id) if newest else (request_id, self.current)
            if before is not None:
                self._end(before)
            state = {"status": "unknown"}
            for state in self.goals.follow(request_id):
                pass
            with self.lock:
                newest = number == self.prompts
                self.current = None if newest else self.current
            if newest and state["status"] == "succeeded":
                self.publish(prompt, next(self.goals.images(state)))
            else:
                self.log(f"'{prompt}' gives no goal: {state['status']}")
        except Exception as e:  # A node lives on where one goal fails.
            self.log(f"'{prompt}' gives no goal: {e}")

    def _end(self, request_id):
        try:
            self.goals.cancel(request_id)
        except RuntimeError as e:  # It has ended by itself.
            self.log(str(e))


def main(image, *prompts):
    def save(prompt, png):
        name = prompt.replace(" ", "-") + ".png"
        Path(name).write_bytes(png)
        print(name)

    node = GoalNode(save)
    node.on_image(Path(image).read_bytes())
    for prompt in prompts:
        node.on_prompt(prompt)
    for thread in node.threads:
        thread.join()


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
