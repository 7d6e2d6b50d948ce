"""Typed makers of the cast and of requests, through the same doors that the product uses."""

import io
from contextlib import nullcontext
from datetime import time
from itertools import count
from unittest.mock import patch

from django.contrib.auth.models import User
from PIL import Image, ImageDraw

from guides_app.models import Brand, CarModel, EntryProcedure, Fitment, Guide, RadioFamily, Source
from guides_app.pictures import intake
from guides_app.pictures.intake import Clean, UploadRefused, take_in
from guides_app.squares import CELLS
from requests_app import evidence, workflow
from requests_app.flags import AFTER_APPROVAL, flags_for
from requests_app.models import (
    Asker,
    CheckKind,
    CodeRequest,
    Desk,
    EvidenceLevel,
    Feedback,
    Member,
    OpeningHours,
    Role,
    SecondLook,
    Slot,
    UncoveredPicture,
    Upload,
    Verdict,
)
from requests_app.workflow.seeing import answer_pictures, standing_pages

_serial = count(1)
_numbers = {"photo": count(1)}
_taken_in: dict[bytes, Clean | UploadRefused] = {}


def begin_test() -> None:
    """Photos are numbered anew in each test, so that the decoder has seen most of them."""
    _numbers["photo"] = count(1)


def make_photo(text: str = "", *, size: tuple[int, int] = (900, 700)) -> io.BytesIO:
    """A small honest JPEG with some text on it; every call of a test gives other bytes."""
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).text((40, 40), f"{text} {next(_numbers['photo'])}", fill="black", font_size=48)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=90)
    file.seek(0)
    return file


def make_family(slug: str = "buttons-1-4", **fields: object) -> RadioFamily:
    """A radio family with buttons 1 to 4, confirmed with 6 (found again when asked for twice)."""
    family, made = RadioFamily.objects.get_or_create(
        slug=slug, defaults={"name": "Radio with buttons 1 to 6", "looks": "buttons", "display_word": "CODE", **fields}
    )
    if made:
        source, _ = Source.objects.get_or_create(slug="tests", defaults={"title": "Tests", "kind": "desk"})
        EntryProcedure.objects.create(
            family=family, source=source, confidence="likely", kind="buttons", keys="1, 2, 3, 4", confirm="6",
            hold_least_seconds=3, hold_most_seconds=5, hears_beep=True,
        )  # fmt: skip
    return family


def make_guide(slug: str = "dacia-duster-1", *, family: RadioFamily | None = None) -> Guide:
    """A published guide of a Duster with one family."""
    brand, _ = Brand.objects.get_or_create(slug="dacia", defaults={"name": "Dacia"})
    car, _ = CarModel.objects.get_or_create(brand=brand, slug="duster", defaults={"name": "Duster"})
    guide, made = Guide.objects.get_or_create(
        slug=slug,
        defaults={"car_model": car, "generation": "I", "year_from": 2010, "year_to": 2017, "is_published": True},
    )
    if made:
        source, _ = Source.objects.get_or_create(slug="tests", defaults={"title": "Tests", "kind": "desk"})
        Fitment.objects.create(guide=guide, family=family or make_family(), source=source, confidence="likely")
    return guide


def make_desk(name: str = "Test Desk", *, level: EvidenceLevel = EvidenceLevel.STANDARD, **fields: object) -> Desk:
    """A desk open Monday to Friday, 8:30 to 17:00, Paris time."""
    slug = name.lower().replace(" ", "-")
    desk = Desk.objects.create(
        name=name, slug=slug, email=f"{slug}@desk.example", phone="+33 1 00 00 00 00", evidence_level=level, **fields
    )
    OpeningHours.objects.bulk_create(
        OpeningHours(desk=desk, weekday=day, opens=time(8, 30), closes=time(17)) for day in range(5)
    )
    return desk


def make_staff(desk: Desk | None, name: str = "alice", *, role: Role = Role.CLERK) -> User:
    """A person of the staff, with a role at the desk (none without a desk)."""
    email = f"{name}-{next(_serial)}@desk.example"
    user = User.objects.create_user(email, email, "a long test phrase", first_name=name.title(), is_staff=True)
    if desk:
        Member.objects.create(desk=desk, user=user, role=role)
    return user


def make_draft(
    desk: Desk, *, number: str = "S053", vin_tail: str = "", email: str = "", asker: Asker = Asker.OWNER
) -> CodeRequest:
    """A complete draft with its photos, ready to be sent."""
    code_request, _ = workflow.start_draft(desk, language="en")
    guide = make_guide()
    workflow.save_answers(
        code_request,
        guide=guide,
        family=guide.families.first(),
        number=number,
        number_kind="precode",
        vin_tail=vin_tail,
        vin_tail_unknown=not vin_tail,
        asker=asker,
        name="Test Customer",
        email=email or f"customer{next(_serial)}@customer.example",
    )
    for slot in workflow.unanswered(code_request):
        add_photo(code_request, Slot(slot.removeprefix("slot:")))
    return code_request


ALL_BUT_THE_NAME = frozenset(CELLS.values()) - {(3, 3), (3, 4), (3, 5)}


def add_photo(code_request: CodeRequest, slot: Slot, file: io.BytesIO | None = None) -> Upload:
    """A cleaned, sealed photo in this slot. Of our own small ones each is decoded once for the whole run."""
    with nullcontext() if file else patch.object(intake, "take_in", _take_in_once):
        upload = evidence.attach(code_request, slot, file or make_photo(slot))
    if isinstance(upload, UncoveredPicture):
        upload = evidence.attach_covered(upload, ALL_BUT_THE_NAME)
    assert isinstance(upload, Upload), upload
    return upload


def _take_in_once(upload: io.BytesIO, *, accept: intake.Accept) -> Clean | UploadRefused:
    photo = upload.getvalue()
    if photo not in _taken_in:
        _taken_in[photo] = take_in(upload, accept=accept)
    return _taken_in[photo]


def make_sent(desk: Desk, **fields: object) -> tuple[CodeRequest, str]:
    """A request that was sent, and the token of the device that sent it."""
    code_request = make_draft(desk, **fields)  # type: ignore[arg-type]
    return code_request, workflow.send(code_request)


def give_same_car(*code_requests: CodeRequest) -> None:
    """As if their customers had typed the same whole VIN: a high flag."""
    for code_request in code_requests:
        CodeRequest.objects.filter(pk=code_request.pk).update(vin_fingerprint="the same car")
        code_request.refresh_from_db()


def open_papers(code_request: CodeRequest, *, by: User) -> None:
    """Open every page of every document, as somebody does who looks."""
    for page in standing_pages(code_request):
        workflow.see_page(page, by=by)
    for picture in answer_pictures(code_request):
        workflow.see_answer(picture, by=by)


def take(code_request: CodeRequest, *, by: User) -> None:
    """Take the request and open its papers."""
    workflow.claim(code_request, by=by)
    open_papers(code_request, by=by)


def second_look(
    code_request: CodeRequest,
    *,
    by: User,
    verdict: Verdict = Verdict.YES,
    number: str = "",
    vin6: str = "",
    reason: str = "looked twice",
) -> SecondLook:
    """A second person opens everything, reads what the first one read, and says what they think."""
    open_papers(code_request, by=by)
    read = {one.subject: one.value for one in code_request.readings.order_by("pk")}
    return workflow.second_look(
        code_request,
        verdict,
        by=by,
        reason=reason,
        number=number or read.get("number", ""),
        vin6=vin6 or read.get("vin6", ""),
        originals_seen=True,
    )


def verify(code_request: CodeRequest, *, by: User, number: str = "S053", vin6: str = "") -> None:
    """Take the request and answer everything that its verification asks; every car has its own VIN."""
    take(code_request, by=by)
    workflow.read_number_off(code_request, number, by=by)
    for kind in workflow.required_checks(code_request):
        if kind is CheckKind.VIN:
            workflow.read_vin_tail(code_request, vin6 or f"{next(_serial):06d}", by=by)
        elif kind is not CheckKind.NUMBER:
            workflow.answer_check(code_request, kind, Verdict.YES, by=by)
    clear_flags(code_request, by=by)


def clear_flags(code_request: CodeRequest, *, by: User, reason: str = "looked into") -> None:
    """Say of every high flag why it is no reason to say no."""
    standing = [flag.kind for flag in flags_for(code_request) if flag.high and flag.kind not in AFTER_APPROVAL]
    workflow.clear_flags(code_request, dict.fromkeys(standing, reason), by=by)


def make_approved(desk: Desk, *, by: User, **fields: object) -> tuple[CodeRequest, str]:
    """A request whose evidence was approved, and the device token."""
    code_request, token = make_sent(desk, **fields)
    verify(code_request, by=by, number=str(fields.get("number", "S053")))
    workflow.approve(code_request, by=by)
    return code_request, token


def make_ready(desk: Desk, *, by: User, **fields: object) -> tuple[CodeRequest, str]:
    """A request whose code was delivered and not yet seen, and the device token."""
    code_request, token = make_approved(desk, by=by, **fields)
    workflow.deliver(code_request, workflow.candidates_of(code_request)[0], by=by)
    return code_request, token


def say_how_it_went(code_request: CodeRequest, *, works: bool) -> None:
    """The customer has the code shown by the link of the letter, tries it, and says whether the radio plays."""
    workflow.reveal(code_request, code_request.links.get())
    code_request.refresh_from_db()
    if works:
        workflow.say_worked(code_request)
    else:
        workflow.say_not_worked(code_request, Feedback(display="error", entered="yes", tries=1))
