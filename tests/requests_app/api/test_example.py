"""The example of the README, and the same with a client that is made from the description, at a running server."""

import importlib
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connections

from requests_app import workflow
from requests_app.api.customer_shapes import ANSWERS
from requests_app.api.schema import document
from requests_app.models import CodeRequest, Desk
from requests_app.states import Status
from tests import factories
from tests.requests_app.api.software import open_token
from tests.requests_app.short_way import letter_link
from tests.web_server import Server, running_server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]
README = Path(__file__).parents[3].joinpath("README.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
PAPERS = ("label", "certificate")
CODE = "7913"


@pytest.fixture
def server() -> Iterator[Server]:
    with running_server(threads=2) as server:
        yield server
    connections.close_all()


@pytest.fixture
def address(server: Server) -> str:
    return f"http://127.0.0.1:{server.server.effective_port}"


@pytest.fixture
def token(desk: Desk, charlie: User) -> str:
    factories.make_guide()
    return open_token(desk, by=charlie)


@pytest.fixture
def others_act(monkeypatch: pytest.MonkeyPatch, alice: User) -> list[float]:
    """Whenever the example waits, the desk or the customer does the next step instead; how long each wait was."""
    waited: list[float] = []
    sleep, steps = time.sleep, iter(what_others_do(alice))

    def act(seconds: float) -> None:
        if threading.current_thread() is threading.main_thread():
            waited.append(seconds)
            next(steps)()
        else:
            sleep(seconds)

    monkeypatch.setattr(time, "sleep", act)
    return waited


def what_others_do(alice: User) -> list[Callable[[], None]]:
    def desk_sends_the_code() -> None:
        one = CodeRequest.objects.get()
        factories.verify(one, by=alice, vin6=ANSWERS["vin_tail"])
        workflow.approve(one, by=alice)
        workflow.deliver(one, workflow.candidates_of(one)[0], by=alice)

    def customer_says_that_it_works() -> None:
        one = CodeRequest.objects.get()
        assert workflow.reveal(one, letter_link(one), typed="S053") == CODE
        workflow.say_worked(one)

    return [desk_sends_the_code, lambda: None, customer_says_that_it_works]


def test_the_readme_has_one_example() -> None:
    assert len(EXAMPLE) == 1


def test_the_example_files_a_request_and_waits_for_its_end(
    address: str,
    token: str,
    others_act: list[float],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    files = {paper: tmp_path / f"{paper}.jpg" for paper in PAPERS}
    for paper, file in files.items():
        file.write_bytes(factories.make_photo(paper).getvalue())
    monkeypatch.setenv("DESK", address)
    monkeypatch.setenv("DESK_TOKEN", token)
    arguments = [f"{paper}={file}" for paper, file in files.items()]
    monkeypatch.setattr(sys, "argv", ["file_request.py", "order-4711", *arguments])
    exec(compile(EXAMPLE[0], "file_request.py", "exec"), {"__name__": "__main__"})  # noqa: S102 - our own README
    one = CodeRequest.objects.get()
    assert one.status == Status.CLOSED
    assert others_act == [60, 60, 60]  # in the second minute nothing happens, and nothing is said
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith(str(one.reference))
    assert len(said) == 3
    assert "True" in said[1]
    assert not any(CODE in line for line in said)


def test_a_refused_call_of_the_example_ends_it_with_the_problem(
    address: str, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK", address)
    monkeypatch.setenv("DESK_TOKEN", f"{token}x")
    monkeypatch.setattr(sys, "argv", ["file_request.py", "order-4711"])
    with pytest.raises(SystemExit, match="unauthenticated"):
        exec(compile(EXAMPLE[0], "file_request.py", "exec"), {"__name__": "__main__"})  # noqa: S102 - our own README
    assert not CodeRequest.objects.exists()


@pytest.fixture
def made_client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Any]]:
    """Modules of a client that openapi-python-client makes from the description."""
    description, options = tmp_path / "openapi.json", tmp_path / "options.yml"
    description.write_text(json.dumps(document()), encoding="utf-8")
    options.write_text("post_hooks: []\n", encoding="utf-8")
    command = [
        sys.executable, "-m", "openapi_python_client", "generate", "--path", str(description), "--meta", "none",
        "--output-path", str(tmp_path / "made_client"), "--config", str(options),
    ]  # fmt: skip
    made = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "NO_COLOR": "1"})
    assert "ERROR" not in made.stdout + made.stderr
    monkeypatch.syspath_prepend(str(tmp_path))
    yield lambda name: importlib.import_module(f"made_client.{name}")
    for name in [name for name in sys.modules if name.partition(".")[0] == "made_client"]:
        del sys.modules[name]


def test_a_client_made_from_the_description_goes_the_same_way(
    address: str, token: str, others_act: list[float], made_client: Callable[[str], Any]
) -> None:
    models, types = made_client("models"), made_client("types")
    calls = ("begin_request", "add_document", "get_request", "send_request")
    begin, add, see, send = (made_client(f"api.requests.{name}") for name in calls)
    client = made_client("client").AuthenticatedClient(base_url=address, token=token)
    begun = begin.sync(client=client, body=models.Answers.from_dict(ANSWERS), idempotency_key="order-4711")
    assert begun.missing == ["slot:label", "slot:certificate"]
    for paper in PAPERS:
        file = types.File(BytesIO(factories.make_photo(paper).getvalue()), f"{paper}.jpg", "image/jpeg")
        body = models.DocumentFile(file=file, slot=models.DocumentFileSlotEnum(paper))
        assert add.sync_detailed(begun.key, client=client, body=body).status_code == 201
    seen = see.sync_detailed(begun.key, client=client)
    declared = models.Sending(declaration=True)
    assert send.sync(begun.key, client=client, body=declared, if_match='"unseen"').code == "changed"
    stood = send.sync(begun.key, client=client, body=declared, if_match=seen.headers["ETag"])
    ready = []
    while stood.ended_at is None:
        time.sleep(60)
        stood = see.sync(begun.key, client=client)
        ready.append(stood.code_ready)
    assert (stood.state, CodeRequest.objects.get().status) == ("closed", Status.CLOSED)
    assert ready == [True, True, True]
