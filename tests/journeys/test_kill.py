"""The web server dies in the middle of a final press: the request is whole or absent, and a second press gives one."""

import random
import re
import subprocess
import threading
import time
from collections import Counter
from contextlib import suppress
from http.client import HTTPException
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.journeys.columns import table
from tests.journeys.lone_web import LoneWeb, lone_web

ROUNDS = 8
CHECK = "/en/request/check/"
VERIFY = "import django; django.setup(); from django.core.management import call_command; call_command('verify_store')"


@pytest.mark.both_databases
def test_a_killed_server_leaves_whole_requests_or_none(tmp_path: Path) -> None:
    with lone_web(tmp_path) as web:
        warm, *drafts = web.make_drafts(ROUNDS + 1)
        server = web.start()
        usual = press_and_time(web, warm[1])
        for number, (row, token) in enumerate(drafts):
            kill_in_mid_press(web, server, token, after=usual * (number + random.random()) / ROUNDS)
            assert what_there_is(web, row) in ({"draft": 1}, {"received": 1, "letter": 1, "link": 1, "event": 2})
            server = web.start()
            press(web, token)
            assert what_there_is(web, row) == {"received": 1, "letter": 1, "link": 1, "event": 2}
        server.kill()
        server.wait()
        assert "files and" in web.run(VERIFY)


def kill_in_mid_press(web: LoneWeb, server: "subprocess.Popen[bytes]", token: str, *, after: float) -> None:
    """Press, and let the server die so many seconds later."""
    form = filled_form(web, token)
    pressing = threading.Thread(target=press_into_the_void, args=(web, form))
    pressing.start()
    time.sleep(after)
    server.kill()
    server.wait()
    pressing.join()


def press_into_the_void(web: LoneWeb, form: tuple[str, dict[str, str]]) -> None:
    with suppress(OSError, HTTPException):
        post(web, *form)


def press_and_time(web: LoneWeb, token: str) -> float:
    """How long a press takes when nobody disturbs it."""
    form = filled_form(web, token)
    begun = time.monotonic()
    post(web, *form)
    return time.monotonic() - begun


def press(web: LoneWeb, token: str) -> None:
    """Once more, as somebody does who has got no answer: sent now, or already there."""
    page, cookies = get(web, token)
    if "id_declaration" in page:
        post(web, cookies, fields(page))
    else:
        assert "/track/" in page


def filled_form(web: LoneWeb, token: str) -> tuple[str, dict[str, str]]:
    page, cookies = get(web, token)
    return cookies, fields(page)


def fields(page: str) -> dict[str, str]:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found, page
    return {"csrfmiddlewaretoken": found.group(1), "declaration": "on", "website": ""}


def get(web: LoneWeb, token: str) -> tuple[str, str]:
    """The page of the last question, and the cookies for the press."""
    connection = web.connect()
    connection.request("GET", CHECK, headers={"Cookie": f"draft={token}"})
    answer = connection.getresponse()
    assert answer.status == 200, answer.status
    jar = SimpleCookie(answer.headers.get("Set-Cookie", ""))
    return answer.read().decode(), "; ".join([f"draft={token}", *(f"{n}={m.value}" for n, m in jar.items())])


def post(web: LoneWeb, cookies: str, form: dict[str, str]) -> None:
    connection = web.connect()
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", CHECK, body=urlencode(form), headers=headers)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 302, answer.status
    assert "/track/" in answer.headers["Location"]


def what_there_is(web: LoneWeb, row: int) -> dict[str, int]:
    """The request as its tables hold it: its state, its letter, the link of its device, two lines of the record."""
    url = web.environment["DATABASE_URL"]
    found = Counter(str(one["status"]) for one in table(url, "requests_app_coderequest") if one["id"] == row)
    for name, sort in (("letter", "message"), ("link", "accesslink"), ("event", "event")):
        rows = [one for one in table(url, f"requests_app_{sort}") if one["code_request_id"] == row]
        if rows:
            found[name] = len(rows)
    return dict(found)
