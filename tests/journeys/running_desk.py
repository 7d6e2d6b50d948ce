"""The product as it is run: web server and worker in their own processes, a real database, a real SMTP server."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default as modern
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import psycopg
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from psycopg import sql

from tests.database import MIGRATED

ROOT = Path(__file__).parents[2]
START_SECONDS = 180


@dataclass
class Postbox:
    """Keeps every letter that arrives."""

    letters: list[Message] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        content = envelope.content
        assert isinstance(content, bytes)
        self.letters.append(message_from_bytes(content, policy=modern))
        return "250 kept"

    def wait_for(self, words: str, *, to: str, seconds: float = 60) -> Message:
        """The newest letter to this address whose subject holds these words."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for letter in reversed(self.letters):
                if words in str(letter["Subject"]) and str(letter["To"]) == to:
                    return letter
            time.sleep(0.1)
        there = [(str(letter["To"]), str(letter["Subject"])) for letter in self.letters]
        raise AssertionError(f"no letter about {words!r} to {to}; there are {there}")


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class RunningDesk:
    """What a journey needs to know of the product that it drives."""

    address: str
    folder: Path
    environment: dict[str, str]
    postbox: Postbox
    sessions: dict[str, Any] = field(default_factory=dict)  # of staff who have signed in, by address

    @property
    def secrets(self) -> dict[str, str]:
        """What the first start made up, the second factor of the example accounts among it."""
        lines = (self.folder / "secrets.env").read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def sealed_files(self) -> set[str]:
        """The names of what lies in the vault."""
        return {path.name for path in (self.folder / "vault").rglob("*") if path.is_file()}

    def manage(self, *arguments: str, days_later: int = 0) -> str:
        """Run a management command in a process of its own, on another day if asked."""
        program = (
            "import sys, datetime, time_machine, django\n"
            "from django.core.management import call_command\n"
            f"moment = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days={days_later})\n"
            "with time_machine.travel(moment):\n"
            "    django.setup()\n"
            "    call_command(*sys.argv[1:])\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments],
            cwd=ROOT,
            env={**self.environment, "DJANGO_SETTINGS_MODULE": "config.settings"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def dump(self) -> bytes:
        """Everything in the database, as bytes to be searched."""
        url = self.environment["DATABASE_URL"]
        if url.startswith("postgres"):
            dump = subprocess.run(["pg_dump", "--dbname", url], capture_output=True, check=True)
            return dump.stdout
        folder = Path(url.removeprefix("sqlite:///")).parent
        return b"".join(path.read_bytes() for path in sorted(folder.glob("desk.sqlite3*")))


@contextmanager
def database_in(folder: Path) -> Iterator[str]:
    """A SQLite file, or a PostgreSQL database where DATABASE_URL says so; migrated if there is a template to copy."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        with suppress(FileNotFoundError):
            shutil.copyfile(MIGRATED.file, folder / "desk.sqlite3")
        yield f"sqlite:///{folder / 'desk.sqlite3'}"
        return
    name = f"journey_{os.getpid()}_{free_port()}"
    with psycopg.connect(url, autocommit=True) as connection:
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [MIGRATED.name]).fetchone()
        names = sql.Identifier(name), sql.Identifier(MIGRATED.name if there else "template1")
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def environment_of(folder: Path, *, port: int, database: str, mail_port: int) -> dict[str, str]:
    """What `make run` would set, and a real mail server; codes need not wait for half a minute, and the
    first requests of the demonstration are enough."""
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "PROFILE": "embedded",
        "DATA_DIR": str(folder),
        "PORT": str(port),
        "BASE_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": database,
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "UNDO_SECONDS": "1",
        "DEMO_ALL": "0",
    }


@contextmanager
def running_desk(folder: Path, **more: str) -> Iterator[RunningDesk]:
    """Start the product in this folder, with more values of the environment if asked, wait until it is ready, stop it
    afterwards."""
    postbox = Postbox()
    smtp = Controller(postbox, hostname="127.0.0.1", port=free_port())
    smtp.start()
    port = free_port()
    with database_in(folder) as database:
        environment = environment_of(folder, port=port, database=database, mail_port=smtp.port) | more
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "config.serve"], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        try:
            desk = RunningDesk(environment["BASE_URL"], folder, environment, postbox)
            _wait_until_ready(desk, process)
            yield desk
        finally:
            process.terminate()
            process.wait(30)
            smtp.stop()


def _wait_until_ready(desk: RunningDesk, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, desk.log
        try:
            with urlopen(f"{desk.address}/healthz/ready") as answer:  # noqa: S310 - our own loopback address
                if answer.status == 200:
                    return
        except URLError:
            time.sleep(0.2)
    raise AssertionError(f"not ready: {desk.log}")
