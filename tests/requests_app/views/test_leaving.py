"""Another address, the link again, withdraw, delete everything, and a lost link."""

import pytest
from django.contrib.auth.models import User
from pytest_django.fixtures import Settings

from requests_app.limits import Limit
from requests_app.models import AccessLink, Desk, Letter, Message, Page, new_link
from requests_app.states import Status
from requests_app.vault.storage import vault
from tests.factories import make_ready
from tests.requests_app.views.person import Person, leads_to, words


@pytest.fixture(autouse=True)
def without_waiting(settings: Settings) -> None:
    settings.SAME_TIME_SECONDS = 0.0


def letters(kind: Letter) -> int:
    return Message.objects.filter(letter=kind).count()


def test_an_address_is_changed_and_old_links_die(ana: Person, ben: Person) -> None:
    code_request = ana.sent()
    page = leads_to(ben.get(ben.at("link", new_link(code_request, AccessLink.Kind.LETTER))))
    ana.post(ana.at("address", code_request.reference), {"email": "new@customer.example"})
    code_request.refresh_from_db()
    assert code_request.email == "new@customer.example"
    assert ben.get(page).status_code == 410
    assert ana.get(page).status_code == 200


def test_after_the_approval_another_address_is_verified_anew(ana: Person, desk: Desk, alice: User) -> None:
    code_request, token = make_ready(desk, by=alice)
    ana.get(ana.at("link", token))
    assert "we check them once more" in words(ana.get(ana.at("address", code_request.reference)))
    ana.post(ana.at("address", code_request.reference), {"email": "new@customer.example"})
    code_request.refresh_from_db()
    assert code_request.status == Status.CHECKING
    assert code_request.delivered is None


def test_a_wrong_address_has_its_sentence(ana: Person) -> None:
    code_request = ana.sent()
    page = ana.post(ana.at("address", code_request.reference), {"email": "nobody"})
    assert page.status_code == 422
    assert words(page).count("Enter an email address in the correct format, like name@example.com") == 2


def test_who_came_by_a_letter_is_sent_to_the_new_mailbox(ana: Person, ben: Person) -> None:
    code_request = ana.sent()
    ben.get(ben.at("link", new_link(code_request, AccessLink.Kind.LETTER)))
    answer = ben.post(ben.at("address", code_request.reference), {"email": "new@customer.example"})
    assert leads_to(answer) == ben.at("address-changed")


def test_a_few_links_a_day_go_to_one_mailbox(ana: Person) -> None:
    code_request = ana.sent()
    for _ in range(Limit.LETTERS_TO_ONE.most + 3):
        answer = ana.post(ana.at("again", code_request.reference))
        assert leads_to(answer).endswith("?again=1")
    assert letters(Letter.LOST_LINK) == Limit.LETTERS_TO_ONE.most


def test_who_withdraws_reads_first_what_is_lost_and_what_is_kept(ana: Person, desk: Desk, alice: User) -> None:
    code_request, token = make_ready(desk, by=alice)
    ana.get(ana.at("link", token))
    page = words(ana.get(ana.at("withdraw", code_request.reference)))
    assert "You will not be able to see your code." in page
    assert "We keep your name and email address for 90 days." in page


def test_withdrawing_deletes_the_photos_at_once(ana: Person, django_capture_on_commit_callbacks: object) -> None:
    code_request = ana.sent()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        ana.post(ana.at("withdraw", code_request.reference))
    assert not Page.objects.exists()
    assert not list(vault.names())
    assert letters(Letter.WITHDRAWN) == 1
    assert "You withdrew this request" in words(ana.get(ana.at("track", code_request.reference)))


def test_deleting_leaves_nothing_of_the_person_and_closes_the_page(ana: Person) -> None:
    code_request = ana.sent()
    assert "Kept for 24 months" in words(ana.get(ana.at("delete", code_request.reference)))
    gone = ana.get(leads_to(ana.post(ana.at("delete", code_request.reference))))
    assert "This request has been deleted" in words(gone)
    code_request.refresh_from_db()
    assert (code_request.name, code_request.email, code_request.number) == ("", "", "")
    assert ana.get(ana.at("track", code_request.reference)).status_code == 404


def test_deleting_an_unseen_code_warns(ana: Person, desk: Desk, alice: User) -> None:
    code_request, token = make_ready(desk, by=alice)
    ana.get(ana.at("link", token))
    assert "You will not be able to see your code." in words(ana.get(ana.at("delete", code_request.reference)))


def test_a_lost_link_is_the_same_answer_for_everybody(ana: Person, ben: Person) -> None:
    ana.sent()
    known = ben.post(ben.at("find"), {"email": "Customer@customer.example"})
    unknown = ben.post(ben.at("find"), {"email": "nobody@customer.example"})
    assert leads_to(known) == leads_to(unknown) == ben.at("find-sent")
    assert known.content == unknown.content
    assert letters(Letter.LOST_LINK) == 1


def test_the_answer_takes_the_same_time(
    ana: Person, ben: Person, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana.sent()
    settings.SAME_TIME_SECONDS = 5.0
    slept: list[float] = []
    monkeypatch.setattr("requests_app.views.pages.time.sleep", slept.append)
    ben.post(ben.at("find"), {"email": "customer@customer.example"})
    ben.post(ben.at("find"), {"email": "nobody@customer.example"})
    assert len(slept) == 2
    assert min(slept) > 4


def test_a_reference_narrows_and_is_forgiving(ana: Person, ben: Person) -> None:
    code_request = ana.sent()
    spoken = str(code_request.reference).lower().replace("0", "o").replace("1", "l")
    ben.post(ben.at("find"), {"email": "customer@customer.example", "reference": spoken})
    ben.post(ben.at("find"), {"email": "customer@customer.example", "reference": "RC-0000-00"})
    assert letters(Letter.LOST_LINK) == 1


def test_only_the_shape_is_ever_a_mistake(ben: Person) -> None:
    page = words(ben.post(ben.at("find"), {"email": "", "reference": "what"}))
    assert page.count("Enter your email address") == 2
    assert page.count("Enter the reference like RC-7K4M-2Q, or leave it empty") == 2


def test_asking_for_links_is_limited(ben: Person) -> None:
    answers = [ben.post(ben.at("find"), {"email": "nobody@customer.example"}) for _ in range(Limit.LOST_LINKS.most + 1)]
    assert [answer.status_code for answer in answers[-2:]] == [302, 429]
    assert answers[-1]["Retry-After"]
