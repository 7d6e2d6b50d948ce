"""The worst a visitor waits while another client fills the decoder and its queue, beside the same without that client.

The product's own web server in a process of its own. The other client sends the costliest pictures that are taken, from
more drafts than it has places, and holds bodies that it never finishes. The goal is a ratio of 1.
"""

import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from io import BytesIO
from math import isqrt
from pathlib import Path

from PIL import Image

from guides_app.pictures.limits import MAX_MEGAPIXELS_PNG
from tests.files import make_jpeg
from tests.journeys.lone_web import LoneWeb, lone_web

ROUNDS = 20
GREEDY, VISITOR = "127.0.0.2", "127.0.0.3"
AT_ONCE = 12
UNFINISHED = 6
CSRF = "a" * 32
GOAL = 1.0


def costliest() -> bytes:
    """All the pixels that a PNG may have, in few bytes."""
    edge = isqrt(MAX_MEGAPIXELS_PNG * 1_000_000)
    out = BytesIO()
    Image.new("RGB", (edge, edge), "grey").save(out, "PNG", compress_level=1)
    return out.getvalue()


def ask(web: LoneWeb, address: str, method: str, path: str, *, body: bytes = b"", cookies: str = "") -> int:
    """One request on a connection of its own, from one of this machine's addresses."""
    connection = HTTPConnection("127.0.0.1", web.port, timeout=120, source_address=(address, 0))
    headers = {"Cookie": cookies, "Content-Type": "multipart/form-data; boundary=x"}
    connection.request(method, path, body or None, headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def send_photo(web: LoneWeb, address: str, draft: str, photo: bytes) -> int:
    """A photo of the label, which takes the place of the one before."""
    fields = f'--x\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{CSRF}\r\n'
    file = '--x\r\nContent-Disposition: form-data; name="photo"; filename="photo"\r\n\r\n'
    body = fields.encode() + file.encode() + photo + b"\r\n--x--\r\n"
    path = "/en/request/label-photo/"
    return ask(web, address, "POST", path, body=body, cookies=f"draft={draft}; csrf={CSRF}")


def worst(web: LoneWeb, draft: str, photo: bytes) -> dict[str, float]:
    """The longest of ROUNDS waits for each of what a visitor does; anything but the usual answer ends the bench."""
    acts: dict[str, tuple[int, Callable[[], int]]] = {
        "health": (200, lambda: ask(web, VISITOR, "GET", "/healthz/ready")),
        "home": (200, lambda: ask(web, VISITOR, "GET", "/en/")),
        "photo": (302, lambda: send_photo(web, VISITOR, draft, photo)),
    }
    waited = dict.fromkeys(acts, 0.0)
    for _ in range(ROUNDS):
        for name, (usual, act) in acts.items():
            start = time.perf_counter()
            status = act()
            waited[name] = max(waited[name], time.perf_counter() - start)
            if status != usual:
                raise SystemExit(f"{name}: {status}")
    return waited


def crowd(web: LoneWeb, drafts: list[str], over: threading.Event) -> list[threading.Thread]:
    """Another client, sending without end until it is over."""
    picture = costliest()

    def send(draft: str) -> None:
        while not over.is_set():
            with suppress(OSError, HTTPException):
                send_photo(web, GREEDY, draft, picture)

    threads = [threading.Thread(target=send, args=(draft,)) for draft in drafts]
    for thread in threads:
        thread.start()
    return threads


def hold_bodies(web: LoneWeb) -> list[HTTPConnection]:
    """Uploads of which the rest never comes."""
    held = []
    for _ in range(UNFINISHED):
        connection = HTTPConnection("127.0.0.1", web.port, timeout=120, source_address=(GREEDY, 0))
        connection.putrequest("POST", "/en/request/label-photo/")
        connection.putheader("Content-Length", "10000000")
        connection.endheaders(bytes(5_000_000))
        held.append(connection)
    return held


def main() -> None:
    """Print the worst waits, alone and under load."""
    photo = make_jpeg(2000, 1500)
    with tempfile.TemporaryDirectory() as folder, lone_web(Path(folder)) as web:
        mine, *others = [token for _, token in web.make_drafts(AT_ONCE + 1)]
        server = web.start()
        over = threading.Event()
        threads: list[threading.Thread] = []
        try:
            worst(web, mine, photo)
            alone = worst(web, mine, photo)
            threads = crowd(web, others, over)
            held = hold_bodies(web)
            crowded = worst(web, mine, photo)
            for connection in held:
                connection.close()
        finally:
            over.set()
            for thread in threads:
                thread.join()
            server.terminate()
            server.wait()
    lines = [f"worst of {ROUNDS} waits in seconds{'alone':>12}{'crowded':>10}{'ratio':>8}  (goal: {GOAL})"]
    lines += [
        f"  {name:<28}{alone[name]:>12.3f}{crowded[name]:>10.3f}{crowded[name] / alone[name]:>8.1f}" for name in alone
    ]
    sys.stdout.write("\n".join(lines) + "\n")
