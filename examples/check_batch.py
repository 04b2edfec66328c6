"""Sends files as one batch, waits for it and prints the verdict of each image.

    SYMPHONY_URL=http://localhost:8000 python3 examples/check_batch.py a.jpg b.jpg

Needs only Python 3.8. If the server requires API keys, set SYMPHONY_API_KEY.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid

URL = os.environ.get("SYMPHONY_URL", "http://localhost:8000")
KEY = os.environ.get("SYMPHONY_API_KEY", "")
ATTEMPTS = 5


def call(path, body=None, **headers):
    """The JSON response of one call; retries after transient failures."""
    for attempt in range(1, ATTEMPTS + 1):
        request = urllib.request.Request(URL + path, data=body, headers={"X-API-Key": KEY, **headers})
        try:
            with urllib.request.urlopen(request, timeout=120) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            if error.code < 500 and error.code != 429 or attempt == ATTEMPTS:
                sys.exit(json.load(error)["detail"])
            time.sleep(int(error.headers.get("Retry-After", 2**attempt)))
        except OSError as error:
            if attempt == ATTEMPTS:
                sys.exit(f"{URL} does not respond: {error}")
            time.sleep(2**attempt)


def form_of(paths):
    """A multipart body; for more images than fit into memory, send a zip or several batches."""
    boundary = uuid.uuid4().hex
    parts = []
    for path in paths:
        name = os.path.basename(path).replace('"', "%22")
        with open(path, "rb") as file:
            head = f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
            parts += [head.encode(), file.read(), b"\r\n"]
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def main():
    body, content_type = form_of(sys.argv[1:])
    # With the same key, a submission that is sent again is not accepted twice.
    headers = {"Content-Type": content_type, "Idempotency-Key": str(uuid.uuid4())}
    batch = call("/api/check-logo/batch/", body, **headers)["batch_id"]
    print(f"batch {batch}")

    # The batch ends as completed or cancelled.
    while (status := call(f"/api/check-logo/batch/{batch}/status"))["completed_at"] is None:
        print(f"{status['progress']} %")
        time.sleep(1)

    cursor = 0
    while cursor is not None:
        page = call(f"/api/batches/{batch}/results?limit=1000&cursor={cursor}")
        for result in page["results"]:
            reason = f" ({result['Error']})" if result["Error"] else ""
            print(f"{result['Image_Path_or_URL']}: {result['Is_Valid']}{reason}")
        cursor = page["next_cursor"]


if __name__ == "__main__":
    main()
