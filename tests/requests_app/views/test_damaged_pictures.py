"""A picture whose sealed file is lost or damaged, or a vault that is away, as a customer meets it."""

import errno
import shutil
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from requests_app.models import Page, Slot, Upload
from tests.damage import HARMS, Harm, harm_all
from tests.requests_app.views.person import Person, words

GONE = "This picture cannot be shown"


@pytest.mark.parametrize("harm", HARMS)
def test_a_customer_is_told_to_send_the_picture_again(ana: Person, harm: Harm) -> None:
    ana.ask()
    ana.upload("label-photo")
    harm_all(harm)
    answer = ana.get(ana.at("draft-thumb", Page.objects.get().pk))
    assert answer.status_code == 404
    assert GONE in words(answer)
    assert "please send it again" in words(answer)
    for name in ("preview", "document"):
        assert f"{GONE}. Please send it again." in words(ana.get(ana.at(name, "label-photo")))
    assert ana.upload("label-photo").status_code == 302
    assert ana.get(ana.at("draft-thumb", Page.objects.get().pk)).status_code == 200


@pytest.mark.parametrize("harm", HARMS)
def test_a_damaged_picture_is_not_covered_but_asked_for_again(ana: Person, harm: Harm) -> None:
    ana.ask()
    ana.upload("label-photo")
    ana.upload("certificate")
    page = Page.objects.get(upload__slot=Slot.CERTIFICATE)
    harm_all(harm)
    answer = ana.post(ana.at("hide", "certificate", page.pk), {"cells": ["2-5"], "act": "use"})
    assert answer.status_code == 422
    assert "Take it again, or choose another one" in words(answer)


@pytest.mark.parametrize("harm", HARMS)
def test_the_tracking_page_shows_its_words_without_the_picture(ana: Person, harm: Harm) -> None:
    code_request = ana.sent()
    harm_all(harm)
    page = Page.objects.filter(upload__code_request=code_request)[0]
    assert GONE in words(ana.get(ana.at("track-thumb", code_request.reference, page.pk)))
    assert GONE in words(ana.get(ana.at("track", code_request.reference)))


def test_while_the_vault_is_gone_a_photo_is_refused_with_a_sentence(ana: Person, settings: Settings) -> None:
    ana.ask()
    shutil.rmtree(settings.VAULT_DIR)
    answer = ana.upload("label-photo")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "We cannot keep photos just now" in words(answer)
    assert not Path(settings.VAULT_DIR).exists()
    assert not Upload.objects.exists()


def test_while_the_vault_is_read_only_a_photo_is_refused_with_a_sentence(
    ana: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def read_only(*_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    ana.ask()
    monkeypatch.setattr("pathlib.Path.replace", read_only)
    answer = ana.upload("label-photo")
    assert answer.status_code == 503
    assert "We cannot keep photos just now" in words(answer)
    assert "EROFS" in caplog.text


def test_while_the_vault_is_gone_pictures_are_a_503_and_not_called_damaged(ana: Person, settings: Settings) -> None:
    ana.ask()
    ana.upload("label-photo")
    Path(settings.VAULT_DIR).rename(f"{settings.VAULT_DIR}-away")
    ana.raise_request_exception = False
    assert ana.get(ana.at("draft-thumb", Page.objects.get().pk)).status_code == 503
    assert not Page.objects.exclude(damaged_at=None).exists()
