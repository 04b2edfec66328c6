"""Sends files as one batch, waits for it and prints what each image was found to be.

    SYMPHONY_URL=http://localhost:8000 python3 examples/check_batch.py a.jpg b.jpg

Needs nothing but Python 3.8. Where API keys are asked for, set SYMPHONY_API_KEY.
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
TRIES = 5


def call(path, body=None, **headers):
    """The JSON answer of one call; what passes by itself is tried again."""
    for attempt in range(1, TRIES + 1):
        request = urllib.request.Request(URL + path, data=body, headers={"X-API-Key": KEY, **headers})
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code < 500 and error.code != 429 or attempt == TRIES:
                sys.exit(json.load(error)["detail"])
            time.sleep(int(error.headers.get("Retry-After", 2**attempt)))
        except OSError as error:
            if attempt == TRIES:
                sys.exit(f"{URL} does not answer: {error}")
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
    # Sent again with the same key, a submission whose answer was lost is not taken twice.
    headers = {"Content-Type": content_type, "Idempotency-Key": str(uuid.uuid4())}
    batch = call("/api/check-logo/batch/", body, **headers)["batch_id"]
    print(f"batch {batch}")

    # It ends as completed, or as cancelled when somebody ended it.
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
