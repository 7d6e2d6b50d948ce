"""The web server by itself, on a database with complete drafts, so that it can be killed and started again."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from tests.journeys.running_desk import ROOT, START_SECONDS, database_in, environment_of, free_port

PREPARE = """
import io, json, sys, django
from datetime import timedelta
from django.utils import timezone
django.setup()
from django.core.management import call_command
from requests_app import evidence, workflow
from requests_app.management.commands.load_demo import demo_desk
from requests_app.models import CodeRequest, Slot
from tests import files
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
desk, tokens = demo_desk(), []
for number in range(int(sys.argv[1])):
    draft, token = workflow.start_draft(desk, language="en")
    workflow.save_answers(draft, number="S053", number_kind="precode", vin_tail="123456", asker="owner",
                          name="Demo Customer", email=f"draft-{number}@customer.example")
    for slot in (Slot.LABEL, Slot.CERTIFICATE):
        evidence.attach(draft, slot, io.BytesIO(files.make_jpeg(640, 480)))
    tokens.append([draft.pk, token])
an_hour_ago = timezone.now() - timedelta(hours=1)  # nobody fills a draft in within three seconds
CodeRequest.objects.update(started_at=an_hour_ago)
print(json.dumps(tokens))
"""


class LoneWeb:
    """A database with drafts, and a web server that comes and goes."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = {**environment, "DJANGO_SETTINGS_MODULE": "config.settings"}
        self.port = int(environment["PORT"])

    def run(self, program: str, *arguments: str) -> str:
        """Something in a process of its own."""
        command = [sys.executable, "-c", program, *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def make_drafts(self, number: int) -> list[tuple[int, str]]:
        """Drafts in which only the last press is missing: their rows, and the tokens of their cookies."""
        return [(row, token) for row, token in json.loads(self.run(PREPARE, str(number)))]

    def start(self) -> "subprocess.Popen[bytes]":
        with Path(self.environment["DATA_DIR"], "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "config.serve", "web"], cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            try:
                self.connect().connect()
            except OSError:
                time.sleep(0.02)
            else:
                return process
        raise AssertionError("the web server does not answer")

    def connect(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=30)


@contextmanager
def lone_web(folder: Path) -> Iterator[LoneWeb]:
    with database_in(folder) as database:
        yield LoneWeb(environment_of(folder, port=free_port(), database=database, mail_port=free_port()))
