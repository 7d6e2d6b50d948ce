"""The supervisor: both processes run, or neither does."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError

from config import serve

PATIENT = "import os, time; os.write(1, b'up\\n'); time.sleep(20)"
SUPERVISE = """
import sys
from config import serve
patient = [sys.executable, "-c", sys.argv[1]]
sys.exit(serve.supervise({"web server": patient, "worker": [sys.executable, "-c", sys.argv[2]]}))
"""


@pytest.fixture
def started(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[subprocess.Popen[str]]:
    """A supervisor of a patient web server and of the worker that the test names."""
    process = subprocess.Popen(
        [sys.executable, "-c", SUPERVISE, PATIENT, request.param],
        cwd=settings.BASE_DIR,
        env=dict(os.environ) | {"DATA_DIR": str(tmp_path), "PORT": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


@pytest.mark.parametrize("started", ["raise SystemExit(3)"], indirect=True)
def test_when_one_ends_both_end_and_it_is_said(started: subprocess.Popen[str]) -> None:
    output, _ = started.communicate(timeout=30)
    assert started.returncode == 1
    assert "The worker ended by itself (status 3)" in output


@pytest.mark.parametrize("started", [PATIENT], indirect=True)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_both_in_peace(started: subprocess.Popen[str], number: signal.Signals) -> None:
    assert started.stdout is not None
    assert [started.stdout.readline() for _ in range(2)] == ["up\n", "up\n"]
    started.send_signal(number)
    output, _ = started.communicate(timeout=30)
    assert (started.returncode, output) == (0, "")


def test_guides_that_are_refused_do_not_keep_the_desk_closed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    called = []

    def call(name: str, *_arguments: str, **_options: object) -> None:
        called.append(name)
        if name == "guides":
            raise CommandError("guides/clio.yaml:3: year_from: these years overlap")

    monkeypatch.setattr(serve, "call_command", call)
    serve.prepare()
    assert called == ["migrate", "createcachetable", "guides", "load_demo"]
    assert "guides/clio.yaml:3" in capsys.readouterr().out
