"""Photos and papers: what is taken, what is refused with which sentence, and who sees the small pictures."""

from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from guides_app.pictures.limits import MAX_BYTES
from requests_app import evidence, workflow
from requests_app.models import CodeRequest, Page, Slot, Upload
from tests import files
from tests.requests_app.views.person import Person, leads_to, words

FORMATS = "The photo must be a JPG, PNG or WebP"
CANNOT = "We cannot open this photo. Take it again, or choose another one"
HEIC = b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic" + bytes(50)
WRONG: Any = [
    ("label-photo", lambda: b"", "The photo is empty. Take it again"),
    ("label-photo", lambda: b"MZ\x90 no picture", FORMATS),
    ("label-photo", files.make_gif, FORMATS),
    ("label-photo", files.make_pdf, FORMATS),
    ("label-photo", lambda: files.make_jpeg()[:2000], CANNOT),
    ("label-photo", lambda: files.make_jpeg(300, 200), "The photo is too small to read. Take it again from closer"),
    ("label-photo", lambda: b"\xff\xd8\xff" + bytes(MAX_BYTES), "The photo must be smaller than 25 MB"),
    ("certificate", lambda: b"<html>", "The photo must be a JPG, PNG, WebP or PDF"),
    ("label-photo", lambda: HEIC, "We cannot open HEIC photos here. Choose a JPG"),
    ("label-photo", lambda: files.in_motion("WEBP"), "The picture moves, and we can keep one picture only"),
    ("label-photo", lambda: files.saved(Image.new("L", (60_000, 20)), "PNG"), "The photo is too long and narrow"),
    (
        "certificate",
        lambda: files.make_pdf(pages=11),
        "The PDF has 11 pages, and we keep at most 10. Send only those that we ask for",
    ),
]


@pytest.mark.parametrize(("slug", "make", "sentence"), WRONG)
def test_a_bad_file_has_its_sentence_and_leaves_the_good_one(ana: Person, slug: str, make: Any, sentence: str) -> None:
    ana.fill_in()
    page = ana.upload(slug, file=BytesIO(make()))
    assert page.status_code == 422
    assert words(page).count(sentence) == 2
    assert Upload.objects.filter(deleted_at=None).count() == 2


def test_choosing_nothing_has_its_sentence(ana: Person) -> None:
    ana.ask()
    page = ana.post(ana.at("document", "label-photo"), {})
    assert page.status_code == 422
    assert words(page).count("Take or choose a photo of the radio label") == 2


def test_the_preview_shows_the_photo_and_the_typed_number(ana: Person) -> None:
    ana.ask()
    page = words(ana.get(leads_to(ana.upload())))
    assert "Can you read the number in this photo?" in page
    assert f'src="{ana.at("draft-thumb", Page.objects.get().pk)}"' in page
    assert "S053" in page


def test_taking_another_replaces_the_photo_only_once_there_is_another(ana: Person) -> None:
    ana.ask()
    ana.upload()
    onward = leads_to(ana.post(ana.at("preview", "label-photo"), {"use": "no"}))
    first = Upload.objects.get(deleted_at=None)
    assert f"again={first.pk}" in onward
    ana.upload(again=str(first.pk))
    assert Upload.objects.get(deleted_at=None).pk != first.pk


def test_a_certificate_has_up_to_three_files(ana: Person) -> None:
    draft = ana.fill_in()
    ana.upload("certificate")
    ana.upload("certificate")
    page = ana.upload("certificate")
    assert page.status_code == 422
    assert "You can send 3 files." in words(page)
    assert len(evidence.current(draft, Slot.CERTIFICATE)) == 3


def test_one_of_several_files_can_be_removed(ana: Person) -> None:
    draft = ana.fill_in()
    ana.upload("certificate")
    first = evidence.current(draft, Slot.CERTIFICATE)[0]
    ana.post(ana.at("remove", "certificate"), {"upload": str(first.pk)})
    assert len(evidence.current(draft, Slot.CERTIFICATE)) == 1


def test_nobody_removes_a_file_of_another_draft(ana: Person, ben: Person) -> None:
    draft = ana.fill_in()
    ben.fill_in(email="ben@customer.example")
    theirs = evidence.current(draft, Slot.CERTIFICATE)[0]
    ben.post(ben.at("remove", "certificate"), {"upload": str(theirs.pk)})
    assert evidence.current(draft, Slot.CERTIFICATE) == [theirs]


def test_a_proof_of_purchase_stands_in_for_the_certificate(ana: Person) -> None:
    ana.ask()
    ana.upload("label-photo")
    onward = leads_to(ana.post(ana.at("other-proof"), {"instead": "purchase"}))
    assert onward == ana.at("document", "purchase")
    ana.upload("purchase")
    assert leads_to(ana.post(ana.at("preview", "purchase"), {"use": "yes"})) == ana.at("vin-tail")


def test_the_small_picture_is_for_the_device_of_the_draft_only(ana: Person, ben: Person) -> None:
    ana.fill_in()
    ben.ask(number="V188")
    url = ana.at("draft-thumb", Page.objects.earliest("pk").pk)
    assert ana.get(url).status_code == 200
    assert ben.get(url).status_code == 404
    assert Person().get(url).status_code == 404


def test_the_small_picture_leaves_with_our_type_and_our_name(ana: Person) -> None:
    ana.fill_in()
    picture = ana.get(ana.at("draft-thumb", Page.objects.earliest("pk").pk))
    assert len(picture.content) <= 30 * 1024
    assert picture["Content-Type"] == "image/jpeg"
    assert picture["Content-Disposition"] == 'attachment; filename="label-1.jpg"'
    assert picture["X-Content-Type-Options"] == "nosniff"
    assert picture["Cache-Control"] == "no-store"
    assert picture["Cross-Origin-Resource-Policy"] == "same-origin"
    assert picture["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_draft_picture_is_gone_from_this_door_once_sent(ana: Person) -> None:
    ana.sent()
    assert ana.get(ana.at("draft-thumb", Page.objects.earliest("pk").pk)).status_code == 404


@pytest.mark.parametrize("slug", ["display-photo", "nonsense"])
def test_other_slots_are_not_there(ana: Person, slug: str) -> None:
    ana.ask()
    assert ana.get(ana.at("document", slug)).status_code == 404


def test_nothing_of_the_file_name_is_kept(ana: Person) -> None:
    draft = ana.fill_in()
    assert "IMG_1" not in words(ana.get(ana.at("check")))
    assert CodeRequest.objects.get() == draft


def test_a_photo_from_an_old_tab_is_not_added_to_a_sent_request_and_that_is_said(ana: Person) -> None:
    code_request = ana.sent()
    before = evidence.current(code_request)
    answer = ana.get(leads_to(ana.upload()))
    assert "The photo that you chose was not added" in words(answer)
    assert evidence.current(code_request) == before


def test_a_second_photo_of_an_old_appeal_page_is_not_added_and_that_is_said(ana: Person) -> None:
    code_request = ana.sent()
    photo = SimpleUploadedFile("x.jpg", files.make_jpeg(), "image/jpeg")
    answer = ana.post(ana.at("appeal", code_request.reference), {"text": "Look", "photo": photo}, follow=True)
    assert "The photo that you chose was not added" in words(answer)


def test_continue_takes_the_better_photo_along_and_goes_on_without_one(ana: Person) -> None:
    ana.fill_in()
    first = Upload.objects.get(slot=Slot.LABEL)
    assert leads_to(ana.upload("label-photo", then="continue")) == ana.at("preview", "label-photo")
    assert Upload.objects.get(slot=Slot.LABEL, deleted_at=None).pk != first.pk
    assert leads_to(ana.post(ana.at("document", "label-photo"), {"then": "continue"})) == ana.at(
        "document", "certificate"
    )


def test_continue_does_not_pass_over_a_missing_photo(ana: Person) -> None:
    ana.ask()
    page = ana.post(ana.at("document", "label-photo"), {"then": "continue"})
    assert "Take or choose a photo of the radio label" in words(page)


def test_a_photo_may_be_taken_or_chosen_and_not_both(ana: Person) -> None:
    ana.ask()
    page = words(ana.get(ana.at("document", "label-photo")))
    assert 'accept="image/*" capture="environment"' in page
    both = [SimpleUploadedFile(f"{n}.jpg", files.make_jpeg(), "image/jpeg") for n in range(2)]
    answer = ana.post(ana.at("document", "label-photo"), {"photo": both})
    assert words(answer).count("You chose two files.") == 2


def test_a_photo_that_comes_with_a_mistake_elsewhere_is_not_lost_unsaid(ana: Person, alice: User) -> None:
    code_request = ana.sent()
    workflow.claim(code_request, by=alice)
    workflow.refuse(code_request, workflow.Refusal.NOT_HOLDER, by=alice)
    photo = SimpleUploadedFile("x.jpg", files.make_jpeg(), "image/jpeg")
    page = ana.post(ana.at("appeal", code_request.reference), {"text": "", "photo": photo})
    assert words(page).count("Take or choose the photo again.") == 2
