"""A goal image over HTTP: python http_client.py IMAGE PROMPT action|final-state OUT

The environment variable GATEWAY says where the gateway is.
"""

import json
import os
import sys
import time
import uuid
from pathlib import Path

import httpx

GATEWAY = os.environ.get("GATEWAY", "http://127.0.0.1:8080")


class Goals:
    """A gateway as a robot sees it. What it refuses is a RuntimeError with its sentence."""

    def __init__(self, gateway=GATEWAY):
        # The gateway gives a sign of life every 10 s.
        self.http = httpx.Client(base_url=gateway, timeout=30)

    def submit(self, image, prompt, target, **fields):
        """Sends a request and returns its id. Sent twice under one id it is done once."""
        request_id = str(uuid.uuid4())
        for pause in (0.5, 1, 2, None):
            try:
                answer = self.http.post(
                    "/v1/generations",
                    headers={"Idempotency-Key": request_id},
                    files={"image": image},
                    data={"prompt": prompt, "target": target, **fields},
                )
                if answer.status_code != 503 or pause is None:
                    return self._checked(answer)["requestId"]
            except httpx.TransportError:
                if pause is None:
                    raise
            time.sleep(pause)

    def follow(self, request_id, timeout=600):
        """Yields every state until the last one, over as many connections as it takes."""
        end = time.monotonic() + timeout
        last_id = None
        while time.monotonic() < end:
            headers = {"Accept": "text/event-stream"}
            if last_id is not None:
                headers["Last-Event-ID"] = last_id
            try:
                with self.http.stream("GET", self._path(request_id) + "/events", headers=headers) as events:
                    if events.status_code == 204:  # Nothing follows what was had.
                        return
                    if events.status_code >= 400 and events.status_code != 503:
                        events.read()
                        self._checked(events)
                    for line in events.iter_lines():
                        if line.startswith("id: "):
                            last_id = line[4:]
                        elif line.startswith("data: "):
                            state = json.loads(line[6:])
                            yield state
                            if state["status"] not in ("queued", "running"):
                                return
                        if time.monotonic() > end:
                            break
            except httpx.TransportError:
                pass  # The next connection goes on where this one was.
            time.sleep(0.5)
        raise TimeoutError(f"request {request_id} has not ended within {timeout} s")

    def cancel(self, request_id):
        return self._checked(self.http.delete(self._path(request_id)))

    def images(self, state):
        """The files of a state that has succeeded."""
        for image in state["result"]["images"]:
            answer = self.http.get(image["url"])
            answer.raise_for_status()
            yield answer.content

    @staticmethod
    def _path(request_id):
        return f"/v1/generations/{request_id}"

    @staticmethod
    def _checked(answer):
        body = answer.json()
        if answer.status_code >= 400:
            raise RuntimeError(f"{answer.status_code}, {body.get('field', 'request')}: {body['error']}")
        return body


def main(image, prompt, target, out):
    goals = Goals()
    state = None
    for state in goals.follow(goals.submit(Path(image).read_bytes(), prompt, target)):
        progress = state.get("progress", {})
        print(state["status"], progress.get("stepsDone", ""), file=sys.stderr)
    if state is None or state["status"] != "succeeded":
        sys.exit(f"no image: {state}")
    Path(out).write_bytes(next(goals.images(state)))
    print(out)


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
