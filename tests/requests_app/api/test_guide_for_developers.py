"""What docs/api.md says of the code is what the code is."""

import re
from pathlib import Path

from django.conf import settings

from guides_app.limits import HOUR
from guides_app.views.public import FRESH_SECONDS
from requests_app import api_tokens
from requests_app.api import problems
from requests_app.api.bases import MOST_AT_ONCE
from requests_app.api.known_codes import KnownCodes
from requests_app.api.partner import Codes
from requests_app.api.schema import document
from requests_app.api_tokens import SCOPES_OF
from requests_app.keeping import API_ANSWERS, DRAFT
from requests_app.limits import Limit
from requests_app.models import LONGEST_KEY
from requests_app.states import Status

CASE = "/api/v1/desk/requests/{reference}"
TEXT = Path(__file__).parents[3].joinpath("docs/api.md").read_text(encoding="utf-8")
FLAT = " ".join(TEXT.split())


def test_the_kinds_and_what_they_open_are_those_of_the_code() -> None:
    for kind, scopes in SCOPES_OF.items():
        row = re.search(rf"^\| {kind.label} \| ([^|]+) \|", TEXT, re.MULTILINE)
        assert row
        assert row[1].strip() == ", ".join(f"`{scope}`" for scope in scopes)


def test_every_number_is_that_of_the_code() -> None:
    assert f"of at most {settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024} KiB" in FLAT
    assert f"`limit` (1 to {MOST_AT_ONCE})" in FLAT
    assert f"1 to {LONGEST_KEY} visible ASCII characters" in FLAT
    assert f"for {int(API_ANSWERS.kept.total_seconds() // 3600)} hours the same call" in FLAT
    assert f"each token has {Limit.CALLS.most} calls in 10 minutes" in FLAT
    assert f"without a token have {Limit.OPEN_CALLS.most} for each network" in FLAT
    assert {int(one.window.total_seconds()) for one in (Limit.CALLS, Limit.OPEN_CALLS)} == {600}
    assert f"A token adds {Limit.KNOWN_CODES_OF_SOFTWARE.most} an hour" in FLAT
    assert KnownCodes.answered_after == Codes.answered_after == 0.25
    assert Limit.KNOWN_CODES_OF_SOFTWARE.window == HOUR
    assert api_tokens.OVERLAP.days == 1
    assert api_tokens.LONGEST_LIFE.days == 365


def test_calls_and_states_that_are_named_are_there() -> None:
    paths = document()["paths"]
    named = set(re.findall(r"`(GET|POST|PUT|DELETE) (/[^ `]*)`", FLAT))
    assert named
    for method, path in named:
        assert method.lower() in paths[f"/api/v1{path}"], path
    acts = {path.removeprefix(f"{CASE}/") for path in paths}
    spoken = FLAT.partition("with `If-Match`: ")[2].partition(" and the others")[0]
    assert {act.strip("`") for act in spoken.replace(" and ", ", ").split(", ")} <= acts
    assert f"deleted {int(DRAFT.kept.total_seconds() // 3600)} hours after its last change" in FLAT
    assert "needs_info" in set(Status)
    assert f"be kept for {FRESH_SECONDS // 60} minutes" in FLAT


def test_problems_that_are_named_are_there() -> None:
    there = {(str(problem.status), problem.code) for problem in problems.PROBLEMS}
    named = set(re.findall(r"`(\d{3}) ([a-z-]+)`", FLAT))
    assert named
    assert named <= there
