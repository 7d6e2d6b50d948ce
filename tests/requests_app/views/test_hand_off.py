"""A customer at a computer takes the photos with a telephone: one link, one device, thirty minutes, nothing else."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from guides_app.squares import CELLS
from requests_app import workflow
from requests_app.limits import Limit
from requests_app.models import CodeRequest, Desk, EvidenceLevel, HandOff, UncoveredPicture, Upload
from requests_app.tokens import digest
from tests.factories import make_photo
from tests.requests_app.views.person import Person, leads_to, words

pytestmark = pytest.mark.django_db
OVER = "This link is over"


@pytest.fixture
def phone() -> Person:
    """The telephone of Ana, which knows nothing yet."""
    return Person()


def show_square(person: Person, slug: str = "label-photo") -> str:
    """The path of the link in the square."""
    page = words(person.post(person.at("use-phone", slug)))
    found = re.search(r"/h/[\w-]{43}/", page)
    assert found, page[:2000]
    assert "<svg" in page
    return found[0]


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("IMG_1.jpg", make_photo("label").read(), "image/jpeg")


def send_photo(device: Person, slug: str = "label-photo") -> str:
    return leads_to(device.post(device.at("phone-document", slug), {"photo": photo()}))


def test_a_photo_of_the_telephone_comes_to_the_computer(ana: Person, phone: Person) -> None:
    ana.ask()
    link = show_square(ana)
    assert "No telephone has opened it yet" in words(ana.get(ana.at("coming", "label-photo")))
    assert leads_to(phone.post(link)) == "/en/phone/"
    assert "A telephone is connected" in words(ana.get(ana.at("coming", "label-photo")))
    assert send_photo(phone).endswith("/phone/label-photo/preview/")
    assert "/request/picture/" in words(ana.get(ana.at("coming", "label-photo")))
    assert leads_to(phone.post(phone.at("phone-preview", "label-photo"), {"use": "yes"})) == "/en/phone/"
    assert "1 file sent from here" in words(phone.get("/en/phone/"))
    assert "label-photo" not in leads_to(ana.get(ana.at("check")))  # the computer asks for the next paper


def test_looking_at_the_link_does_not_use_it_up(ana: Person, phone: Person) -> None:
    ana.ask()
    link = show_square(ana)
    assert "Continue" in words(Person().get(link))
    assert leads_to(phone.post(link)) == "/en/phone/"


def test_only_the_first_device_gets_in(ana: Person, phone: Person) -> None:
    ana.ask()
    link = show_square(ana)
    phone.post(link)
    other = Person()
    for answer in (other.get(link), other.post(link), other.get("/en/phone/"), other.get("/en/phone/label-photo/")):
        assert answer.status_code == 404
        assert OVER in words(answer)
    assert phone.get("/en/phone/label-photo/").status_code == 200


def test_only_digests_are_kept(ana: Person, phone: Person) -> None:
    ana.ask()
    link = show_square(ana)
    phone.post(link)
    row = HandOff.objects.get()
    token, cookie = link.split("/")[2], phone.cookies["phone"].value
    assert (row.digest, row.device_digest) == (digest(token), digest(cookie))


def test_after_thirty_minutes_it_is_over(ana: Person, phone: Person) -> None:
    ana.ask()
    taken, untaken = show_square(ana), ""
    phone.post(taken)
    HandOff.objects.update(created_at=timezone.now() - timedelta(minutes=30))
    answer = phone.post(phone.at("phone-document", "label-photo"), {"photo": photo()})
    assert (answer.status_code, OVER in words(answer)) == (404, True)
    untaken = show_square(ana)
    HandOff.objects.update(created_at=timezone.now() - timedelta(minutes=30))
    assert OVER in words(Person().post(untaken))
    assert not Upload.objects.exists()


def test_a_new_square_ends_the_one_before(ana: Person, phone: Person) -> None:
    ana.ask()
    phone.post(show_square(ana))
    show_square(ana)
    assert OVER in words(phone.get("/en/phone/"))


def test_it_is_over_once_the_request_is_sent(ana: Person, phone: Person) -> None:
    ana.fill_in()
    phone.post(show_square(ana))
    ana.send()
    answer = phone.post(phone.at("phone-document", "label-photo"), {"photo": photo()})
    assert (answer.status_code, OVER in words(answer)) == (404, True)
    assert not HandOff.objects.exists()


def test_the_telephone_is_shown_nothing_of_the_request(ana: Person, phone: Person) -> None:
    draft = ana.fill_in(name="Plantedname Telephone")
    sent = Upload.objects.get(code_request=draft, slot="label")
    phone.post(show_square(ana))
    pages = [phone.get("/en/phone/"), phone.get("/en/phone/label-photo/")]
    for told in ("Plantedname", "customer@customer.example", "S053", "/picture/", "Duster"):
        assert not [page for page in pages if told in words(page)]
    for page in sent.pages.all():
        assert phone.get(phone.at("phone-thumb", page.pk)).status_code == 404
        assert phone.get(phone.at("phone-hide", "certificate", page.pk)).status_code == 404
    phone.post(phone.at("phone-remove", "label-photo"), {"upload": str(sent.pk)})
    assert Upload.objects.filter(pk=sent.pk, deleted_at=None).exists()
    assert phone.get(phone.at("check")).status_code == 302  # no draft of its own


def test_of_one_document_no_other_is_reached(ana: Person, phone: Person) -> None:
    ana.ask()
    phone.post(show_square(ana))
    for slug in ("certificate", "identity", "display-photo", "nothing"):
        assert phone.get(f"/en/phone/{slug}/").status_code == 404


def test_identity_papers_are_covered_here_too_and_shown_to_nobody_else(ana: Person, phone: Person, desk: Desk) -> None:
    Desk.objects.filter(pk=desk.pk).update(evidence_level=EvidenceLevel.STRICT)
    ana.fill_in()
    ana.upload("vin-photo")
    phone.post(show_square(ana, "identity"))
    assert send_photo(phone, "identity").endswith("/cover/")
    waiting = UncoveredPicture.objects.get()
    assert phone.get(phone.at("phone-cover-picture", "identity")).status_code == 200
    assert ana.get(ana.at("cover-picture", "identity")).status_code == 404
    assert "waits to be covered there" in words(ana.get(ana.at("coming", "identity")))
    squares = {"act": "use", "picture": str(waiting.pk), "cells": ["r1c1", "r1c2"]}
    too_open = phone.post(phone.at("phone-cover", "identity"), {**squares, "cells": []})
    assert not Upload.objects.filter(slot="identity").exists(), words(too_open)
    cells = [name for name, cell in CELLS.items() if cell not in {(3, 3), (3, 4)}]
    assert leads_to(phone.post(phone.at("phone-cover", "identity"), {**squares, "cells": cells})).startswith(
        "/en/phone/identity/preview/"
    )
    assert Upload.objects.get(slot="identity").pages.count() == 1


def test_a_paper_of_the_computer_is_not_shown_to_the_telephone(ana: Person, phone: Person, desk: Desk) -> None:
    Desk.objects.filter(pk=desk.pk).update(evidence_level=EvidenceLevel.STRICT)
    ana.fill_in()
    ana.upload("vin-photo")
    phone.post(show_square(ana, "identity"))
    ana.upload("identity")
    assert ana.get(ana.at("cover-picture", "identity")).status_code == 200
    assert phone.get(phone.at("phone-cover-picture", "identity")).status_code == 404


def test_a_new_square_drops_what_the_telephone_left_uncovered(ana: Person, phone: Person, desk: Desk) -> None:
    Desk.objects.filter(pk=desk.pk).update(evidence_level=EvidenceLevel.STRICT)
    ana.fill_in()
    ana.upload("vin-photo")
    phone.post(show_square(ana, "identity"))
    send_photo(phone, "identity")
    show_square(ana, "identity")
    assert not UncoveredPicture.objects.exists()


def test_squares_are_shown_so_often_and_no_more(ana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    ana.ask()
    monkeypatch.setattr(Limit.HAND_OFFS, "most", 1)
    show_square(ana)
    assert ana.post(ana.at("use-phone", "label-photo")).status_code == 429


def test_keys_are_guessed_so_often_and_no_more(monkeypatch: pytest.MonkeyPatch, client: Person) -> None:
    monkeypatch.setattr(Limit.UNKNOWN_LINKS, "most", 2)
    assert [client.get(f"/h/{'x' * 43}/").status_code for _ in range(3)] == [404, 404, 429]


def test_two_devices_at_once_are_one(ana: Person) -> None:
    ana.ask()
    draft = CodeRequest.objects.get()
    token = workflow.new_hand_off(draft)
    assert [bool(workflow.take_hand_off(token)) for _ in range(2)] == [True, False]
