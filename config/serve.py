"""One machine, one command: prepares the database, then runs the web server and the worker until either stops.

`python -m config.serve` supervises; `python -m config.serve web` is the web server that it starts.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from types import FrameType

import django
from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection

from config import connections

GRACE_SECONDS = 20
READY_WITHIN_SECONDS = 30
HOST = os.environ.get("HOST", "").strip() or "127.0.0.1"


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.umask(0o077)
    if arguments == ["web"]:
        return web()
    django.setup()
    if _is_taken(settings.PORT):
        _say(f"Port {settings.PORT} is in use. Stop what listens there, or choose another: make run PORT=8001")
        return 1
    prepare()
    with rest_of_the_demonstration():
        return supervise(
            {
                "web server": [sys.executable, "-m", "config.serve", "web"],
                "worker": [sys.executable, "manage.py", "worker"],
            }
        )


def web() -> int:
    application = get_wsgi_application()
    connections.create_server(application, host=HOST, port=settings.PORT, threads=settings.WEB_THREADS).run()
    return 0


def prepare() -> None:
    """Safe to repeat: tables, shipped guides and, in the embedded profile, the example desk."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    try:
        call_command("guides", "load", verbosity=0)
    except CommandError as refused:
        _say(f"These guides stay as they were:\n{refused}")
    if settings.EMBEDDED:
        call_command("load_demo", verbosity=0)


@contextlib.contextmanager
def rest_of_the_demonstration() -> Iterator[None]:
    """Meanwhile the examples that the desk does not wait for are made, one by one; what is cut short goes on at the
    next start. In a session of its own, for Ctrl-C stops it through the supervisor alone."""
    if not settings.DEMO_ALL:
        yield
        return
    command = [sys.executable, "manage.py", "load_demo", "--all"]
    making = subprocess.Popen(command, cwd=settings.BASE_DIR, start_new_session=True)  # noqa: S603
    try:
        yield
    finally:
        making.terminate()
        making.wait()


def supervise(commands: dict[str, list[str]]) -> int:
    """Runs the commands in this process group. A signal stops all; one that ends by itself stops the others too."""
    children = {name: subprocess.Popen(command, cwd=settings.BASE_DIR) for name, command in commands.items()}  # noqa: S603
    asked = False

    def stop(number: int = signal.SIGTERM, frame: FrameType | None = None) -> None:
        nonlocal asked
        asked = True
        _tell(children, signal.SIGTERM)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    _announce(children)
    ended = _first_to_end(children)
    if not asked:
        _say(f"The {ended} ended by itself (status {children[ended].returncode}); stopping the rest.")
    _tell(children, signal.SIGTERM)
    _wait_for_all(children)
    return 0 if asked else 1


def _first_to_end(children: dict[str, subprocess.Popen[bytes]]) -> str:
    while True:
        for name, child in children.items():
            if child.poll() is not None:
                return name
        time.sleep(0.1)


def _wait_for_all(children: dict[str, subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children.values():
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _tell(children: dict[str, subprocess.Popen[bytes]], number: signal.Signals) -> None:
    for child in children.values():
        if child.poll() is None:
            child.send_signal(number)


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


def _announce(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """Says where everything is, once the web server answers."""
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < deadline and all(child.poll() is None for child in children.values()):
        with contextlib.suppress(OSError), socket.create_connection((HOST, settings.PORT), timeout=1):
            break
        time.sleep(0.05)
    else:
        return
    _say(f"\n  Customers   {settings.BASE_URL}/")
    for name, address in _shops():
        _say(f"              {address}  ({name})")
    _say(f"  Staff       {settings.BASE_URL}/staff/")
    if settings.EMBEDDED:
        _say(
            f"  Letters     {settings.BASE_URL}/demo/letters/\n"
            f"  Sign in     {settings.BASE_URL}/demo/  (one press, as one of the example staff; this machine only)\n"
            f"  Or by hand  {settings.DEMO_STAFF_EMAIL}, password {settings.DEMO_PASSWORD},\n"
            f"              second factor {settings.DEMO_TOTP_SECRET}\n  Stop with Ctrl-C.\n"
        )


def _shops() -> list[tuple[str, str]]:
    """The desks and their own addresses, where several answer."""
    shops = import_module("requests_app.shops")  # not before Django is set up
    desks = list(shops.active())
    connection.close()
    return [(desk.name, shops.front_door(desk)) for desk in desks] if len(desks) > 1 else []


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
