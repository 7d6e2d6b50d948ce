"""A clerk covers for the customer what nobody needs to see: in the picture itself, for good, and on the record."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client, TestCase
from PIL import Image

from guides_app.squares import CELLS
from requests_app import evidence, workflow
from requests_app.admin.event_details import details
from requests_app.admin.happened import happened
from requests_app.evidence import covering
from requests_app.models import CheckKind, CodeRequest, Desk, Event, EvidenceLevel, Member, Page, Slot, Upload, Verdict
from requests_app.states import Party
from requests_app.vault.sanitise import UploadProblem, UploadRefused
from requests_app.vault.sanitise import cover as vault_cover
from requests_app.vault.storage import vault
from tests import factories
from tests.requests_app.admin.conftest import SignIn
from tests.requests_app.admin.desk_forms import address, page_of

BLACK = ((0, 0), (0, 0), (0, 0))


@pytest.fixture
def taken(alice: User, strict: Desk) -> CodeRequest:
    """Alice works on it; she has opened the papers, an identity paper among them."""
    code_request, _ = factories.make_sent(strict)
    factories.take(code_request, by=alice)
    return code_request


@pytest.fixture
def strict(desk: Desk) -> Desk:
    desk.evidence_level = EvidenceLevel.STRICT
    desk.save()
    return desk


def paper_of(code_request: CodeRequest, slot: Slot = Slot.IDENTITY) -> Page:
    return Page.objects.get(upload=evidence.current(code_request, slot)[0])


def cover(client: Client, code_request: CodeRequest, page: Page, *cells: str, act: str = "use") -> Any:
    code_request.refresh_from_db()
    said = {"act": act, "cells": list(cells), "version": code_request.version}
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post(address(code_request, f"photos/{page.pk}/cover/"), said)


def square(page: Page, row: int, column: int) -> Any:
    picture = Image.open(io.BytesIO(evidence.read_picture(page))).convert("RGB")
    width, height = picture.width // 8, picture.height // 6
    return picture.crop(((column - 1) * width, (row - 1) * height, column * width, row * height)).getextrema()


def test_chosen_squares_are_black_for_good_and_the_picture_before_is_gone(at_desk: Client, taken: CodeRequest) -> None:
    before, names = paper_of(taken), set(vault.names())
    reply = cover(at_desk, taken, before, "3-4")
    assert reply.headers["Location"] == address(taken)
    after = paper_of(taken)
    assert square(after, 3, 4) == BLACK
    assert square(after, 3, 3) != BLACK
    assert set(vault.names()) == names - {before.file_name, before.thumb_name} | {after.file_name, after.thumb_name}
    assert "Nothing of what lay there is kept" in page_of(at_desk, taken)


def test_the_record_says_who_covered_which_document(at_desk: Client, taken: CodeRequest, alice: User) -> None:
    cover(at_desk, taken, paper_of(taken), "3-4")
    line = Event.objects.filter(code_request=taken).latest("number")
    assert (line.kind, line.party, line.user) == ("cover_document", Party.STAFF, alice)
    assert str(happened(line.kind, line.data)) == "Parts of a document covered for the customer, for good"
    assert "Identity paper, name only, page 1" in details(line, {})
    assert set(line.data) == {"slot", "upload", "page", "round", "before", "after"}
    assert line.data["after"] == paper_of(taken).digest != line.data["before"]


def test_a_yes_that_rests_on_the_picture_falls_until_it_is_opened_anew(
    at_desk: Client, taken: CodeRequest, alice: User
) -> None:
    workflow.answer_check(taken, CheckKind.IDENTITY, Verdict.YES, by=alice)
    workflow.answer_check(taken, CheckKind.HOLDER, Verdict.YES, by=alice)
    cover(at_desk, taken, paper_of(taken), "3-4")
    missing = workflow.missing(taken)
    assert "check:identity" in missing
    assert "check:holder" not in missing
    with pytest.raises(workflow.NotComplete, match="unopened:identity"):
        workflow.answer_check(taken, CheckKind.IDENTITY, Verdict.YES, by=alice)


def test_an_identity_paper_is_on_the_page_only_after_a_press(sign_in: SignIn, taken: CodeRequest, bob: User) -> None:
    client, paper = sign_in(bob), paper_of(taken)
    at, small = address(taken, f"photos/{paper.pk}/cover/"), address(taken, f"photos/{paper.pk}/small/")
    assert "<img" not in client.get(at).content.decode()
    assert client.get(small).status_code == 404
    assert f'<img src="{small}"' in cover(client, taken, paper, act="show").content.decode()
    assert client.get(small).status_code == 200
    assert Event.objects.filter(kind="see_page", user=bob, data__page=paper.pk).count() == 1
    workflow.cover_for_customer(paper, frozenset({(3, 4)}), by=bob)
    assert client.get(small).status_code == 404, "the covered picture is another one"


def test_squares_are_looked_at_and_changed_before_anything_happens(at_desk: Client, taken: CodeRequest) -> None:
    paper, names = paper_of(taken, Slot.CERTIFICATE), set(vault.names())
    assert f"photos/{paper.pk}/cover/" in page_of(at_desk, taken)
    look = cover(at_desk, taken, paper, "2-5", act="cover").content.decode()
    assert 'name="cells" value="2-5"' in look
    assert "This cannot be undone" in look
    assert cover(at_desk, taken, paper, "2-5", act="change").content.decode().count(" checked") == 1
    assert cover(at_desk, taken, paper, act="all").content.decode().count(" checked") == len(CELLS)
    assert set(vault.names()) == names


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([], "Choose the squares to cover"),
        (list(CELLS), "Leave open what has to be read"),
        (["7-1"], "Choose squares of this photo"),
    ],
)
def test_squares_that_make_no_sense_cover_nothing(
    at_desk: Client, taken: CodeRequest, cells: list[str], said: str
) -> None:
    paper = paper_of(taken)
    reply = cover(at_desk, taken, paper, *cells)
    assert (reply.status_code, said in reply.content.decode()) == (422, True)
    assert paper_of(taken).file_name == paper.file_name


def test_who_may_not_work_on_it_covers_nothing(
    at_desk: Client, sign_in: SignIn, taken: CodeRequest, alice: User, bob: User, mallory: User
) -> None:
    paper, names = paper_of(taken), set(vault.names())
    assert cover(sign_in(mallory), taken, paper, "3-4").status_code == 404
    colleague = cover(sign_in(bob), taken, paper, "3-4")
    assert colleague.status_code == 422, "alice has it"
    CodeRequest.objects.filter(pk=taken.pk).update(email=alice.email)
    own = cover(at_desk, taken, paper, "3-4")
    assert (own.status_code, "came from your own mailbox" in own.content.decode()) == (422, True)
    with pytest.raises(workflow.NotComplete):
        workflow.cover_for_customer(paper, frozenset({(3, 4)}), by=alice)
    assert set(vault.names()) == names


def test_an_ended_request_and_a_replaced_document_are_left_as_they_are(
    at_desk: Client, taken: CodeRequest, alice: User, bob: User
) -> None:
    paper, names = paper_of(taken), set(vault.names())
    workflow.claim(taken, by=bob, take_over=True)
    workflow.refuse(taken, workflow.Refusal.NOT_HOLDER, by=bob, reason="no")
    assert at_desk.get(address(taken, f"photos/{paper.pk}/cover/")).status_code == 409
    assert cover(at_desk, taken, paper, "3-4").status_code == 409
    assert f"photos/{paper.pk}/cover/" not in page_of(at_desk, taken)
    with pytest.raises(workflow.MoveRefused):
        workflow.cover_for_customer(paper, frozenset({(3, 4)}), by=alice)
    Upload.objects.filter(pk=paper.upload_id).update(replaced_at=taken.sent_at)
    assert cover(at_desk, taken, paper, "3-4").status_code == 404
    assert set(vault.names()) == names


def test_a_request_that_ends_while_the_squares_are_painted_keeps_its_picture(
    taken: CodeRequest, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper, names = paper_of(taken), set(vault.names())

    def slowly(*args: Any) -> Any:
        workflow.withdraw(CodeRequest.objects.get(pk=taken.pk))
        return vault_cover(*args)

    monkeypatch.setattr(covering, "vault_cover", slowly)
    with pytest.raises(workflow.MoveRefused):
        workflow.cover_for_customer(paper, frozenset({(3, 4)}), by=alice)
    assert set(vault.names()) == names
    assert not Event.objects.filter(kind="cover_document").exists()


def test_of_two_who_cover_one_picture_at_once_the_later_one_is_told(
    at_desk: Client, taken: CodeRequest, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = paper_of(taken)

    def meanwhile(*args: Any) -> Any:
        monkeypatch.setattr(covering, "vault_cover", vault_cover)
        workflow.cover_for_customer(paper_of(taken), frozenset({(3, 4)}), by=alice)
        return vault_cover(*args)

    monkeypatch.setattr(covering, "vault_cover", meanwhile)
    monkeypatch.setattr(covering, "one_at_a_time", lambda pk: io.BytesIO())
    assert cover(at_desk, taken, paper, "3-5").status_code == 409
    assert square(paper_of(taken), 3, 4) == BLACK
    assert square(paper_of(taken), 3, 5) != BLACK
    assert set(vault.names()) >= {paper_of(taken).file_name, paper_of(taken).thumb_name}


def test_a_decoder_that_fails_is_told_and_changes_nothing(
    at_desk: Client, taken: CodeRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = paper_of(taken)
    monkeypatch.setattr(covering, "vault_cover", lambda *_: UploadRefused(UploadProblem.BUSY))
    assert cover(at_desk, taken, paper, "3-4").status_code == 422
    assert paper_of(taken).file_name == paper.file_name


def lose_seat(_code_request: CodeRequest, user: User) -> None:
    Member.objects.filter(user=user).delete()


def become_the_customer(code_request: CodeRequest, user: User) -> None:
    CodeRequest.objects.filter(pk=code_request.pk).update(email=user.email)


@pytest.mark.parametrize("happens", [lose_seat, become_the_customer])
def test_who_may_work_on_it_no_more_when_the_squares_are_painted_covers_nothing(
    taken: CodeRequest, alice: User, monkeypatch: pytest.MonkeyPatch, happens: Callable[[CodeRequest, User], None]
) -> None:
    paper, names = paper_of(taken), set(vault.names())

    def slowly(*args: Any) -> Any:
        happens(taken, alice)
        return vault_cover(*args)

    monkeypatch.setattr(covering, "vault_cover", slowly)
    with pytest.raises(workflow.WorkflowError):
        workflow.cover_for_customer(paper, frozenset({(3, 4)}), by=alice)
    assert set(vault.names()) == names
    assert square(paper_of(taken), 3, 4) != BLACK


def test_for_who_may_not_work_on_it_no_picture_is_even_opened(
    taken: CodeRequest, mallory: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Page] = []
    monkeypatch.setattr(covering, "read_picture", opened.append)
    with pytest.raises(workflow.NotAllowed):
        workflow.cover_for_customer(paper_of(taken), frozenset({(3, 4)}), by=mallory)
    assert opened == []


@pytest.mark.parametrize("gone", ["replaced_at", "deleted_at"])
def test_what_stands_no_more_is_not_covered_though_other_papers_stand(
    taken: CodeRequest, desk: Desk, alice: User, gone: str
) -> None:
    other, _ = factories.make_sent(desk)
    assert evidence.current(other)
    paper = paper_of(taken)
    Upload.objects.filter(pk=paper.upload_id).update(**{gone: taken.sent_at})
    with pytest.raises(workflow.MoveRefused):
        workflow.cover_for_customer(paper, frozenset({(3, 4)}), by=alice)
    assert square(paper, 3, 4) != BLACK
