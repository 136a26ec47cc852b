"""Receives results that are posted to it, and believes only those that are signed.

python3 examples/webhook_receiver.py [PORT]        WEBHOOK_SECRET=whsec_... as in webhooks.secret

Needs nothing but Python. What it checks is the Standard Webhooks specification, for which most languages have a library.
"""
import base64
import hashlib
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))
TOLERANCE = 300  # seconds: an older call may be a copy that somebody kept
seen = set()  # a call may come more than once, under the same id


def signed(headers, body: bytes) -> bool:
    message, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > TOLERANCE:
        return False
    text = f"{message}.{timestamp}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(SECRET, text, hashlib.sha256).digest()).decode()
    # One signature for each secret, while one takes another's place.
    return any(hmac.compare_digest(expected, given) for given in headers.get("webhook-signature", "").split())


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not signed(self.headers, body):
            self.send_error(401)  # refused for good: it is not called again
            return
        message = self.headers["webhook-id"]
        if message not in seen:
            seen.add(message)
            self.told(json.loads(body))
        self.send_response(204)
        self.end_headers()

    def told(self, request):
        images = [image["url"] for image in request.get("result", {}).get("images", [])]
        print(request["requestId"], request["status"], *images, flush=True)

    def log_message(self, *arguments):
        pass


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 9000
    print(f"listening on http://127.0.0.1:{port}/", flush=True)
    ThreadingHTTPServer(("127.0.0.1", port), Receiver).serve_forever()
