"""The order of the questions, and that nothing is lost, asked twice or skipped."""

import pytest

from guides_app.models import Fitment, Guide, Source
from requests_app.models import CodeRequest, Desk, EvidenceLevel
from requests_app.states import Status
from tests.factories import make_family
from tests.requests_app.views.person import ABOUT, Person, leads_to, words

PAGES = ("start", "car", "number", "number-help", "vin-tail", "contact", "check", "other-proof")


def test_without_a_guide_the_car_is_asked_first(ana: Person) -> None:
    assert "<h1>Before you start</h1>" in words(ana.get(ana.at("start")))
    page = ana.post(ana.at("car"), {"car": ""})
    assert page.status_code == 422
    assert words(page).count("Choose your car, or choose ‘Other’") == 2


def test_a_car_that_is_not_listed_is_no_dead_end(ana: Person) -> None:
    assert leads_to(ana.post(ana.at("car"), {"car": "other"})) == ana.at("number")
    ana.post(ana.at("number"), {"number": "s053"})
    draft = CodeRequest.objects.get()
    assert (draft.guide, draft.number, draft.number_kind) == (None, "S053", "precode")


def test_looking_at_a_question_keeps_nothing(ana: Person) -> None:
    ana.get(ana.at("number", guide="dacia-duster-1"))
    ana.get(ana.at("start", guide="dacia-duster-1"))
    assert not CodeRequest.objects.exists()


def test_the_question_says_its_place(ana: Person) -> None:
    assert "Question 1 of 6" in words(ana.get(ana.at("number", guide="dacia-duster-1")))
    ana.ask()
    assert "Question 2 of 6" in words(ana.get(ana.at("document", "label-photo")))


@pytest.mark.parametrize("later", ["contact", "check"])
def test_a_later_page_leads_to_the_first_open_question(ana: Person, later: str) -> None:
    ana.ask()
    assert leads_to(ana.get(ana.at(later))) == ana.at("document", "label-photo")


def test_a_second_tab_sees_the_answers_of_the_first(ana: Person) -> None:
    ana.ask()
    again = Person()
    again.cookies = ana.cookies
    assert 'value="S053"' in words(again.get(ana.at("number")))


def test_another_device_sees_nothing_of_a_draft(ana: Person, ben: Person) -> None:
    ana.fill_in()
    assert leads_to(ben.get(ben.at("contact"))) == ben.at("car")


def test_a_change_leads_back_to_the_check_page(ana: Person) -> None:
    ana.fill_in()
    number = ana.at("number", next="check")
    assert leads_to(ana.post(number, {"number": "V188"})) == ana.at("check")
    assert "V188" in words(ana.get(ana.at("check")))


def test_another_car_takes_its_number_away(ana: Person, guide: Guide) -> None:
    ana.fill_in()
    assert leads_to(ana.post(ana.at("car"), {"car": "other"})) == ana.at("number")
    assert CodeRequest.objects.get().number == ""


def test_of_several_radios_one_is_chosen(ana: Person, guide: Guide) -> None:
    add_family(guide, "touch", looks="touch", name="Touch screen")
    assert leads_to(ana.get(ana.at("start", guide=guide.slug))).startswith(ana.at("radio"))
    assert ana.post(ana.at("radio", guide=guide.slug), {}).status_code == 422
    assert leads_to(ana.post(ana.at("radio", guide=guide.slug), {"radio": "touch"})) == ana.at("number")
    draft = CodeRequest.objects.get()
    assert draft.family
    assert draft.family.slug == "touch"


def test_who_comes_from_the_page_of_a_radio_is_not_asked_which_one_it_is(ana: Person, guide: Guide) -> None:
    add_family(guide, "touch")
    asked = ana.post(ana.at("car", radio="touch"), {"car": guide.slug})
    assert leads_to(asked) == ana.at("number", radio="touch")
    assert CodeRequest.objects.get().family == guide.families.get(slug="touch")


def test_the_radio_may_be_named_after_the_car_and_never_undoes_an_answer(ana: Person, guide: Guide) -> None:
    add_family(guide, "touch")
    ana.post(ana.at("car"), {"car": guide.slug})
    ana.post(ana.at("number", guide=guide.slug, radio="touch"), {"number": "S053"})
    draft = CodeRequest.objects.get()
    assert (draft.family, draft.number) == (guide.families.get(slug="touch"), "S053")
    ana.get(ana.at("number", guide=guide.slug, radio="buttons-1-4"))
    ana.post(ana.at("car", radio="buttons-1-4"), {"car": guide.slug})
    draft.refresh_from_db()
    assert (draft.family, draft.number) == (guide.families.get(slug="touch"), "S053")


def test_a_radio_that_is_not_found_in_the_car_is_not_taken_over(ana: Person, guide: Guide) -> None:
    add_family(guide, "touch")
    make_family("elsewhere")
    assert leads_to(ana.post(ana.at("car", radio="elsewhere"), {"car": guide.slug})).startswith(ana.at("radio"))


def test_who_is_not_sure_of_the_radio_may_give_any_number(ana: Person, guide: Guide) -> None:
    add_family(guide, "touch", looks="touch", name="Touch screen")
    ana.post(ana.at("radio", guide=guide.slug), {"radio": "not-sure"})
    ana.post(ana.at("number"), {"number": "BP7349X1234567"})
    assert CodeRequest.objects.get().number_for_person == "not_asked"


def test_a_radio_without_a_code_is_told_before_anything_is_asked(ana: Person, guide: Guide) -> None:
    guide.families.update(carries_code=False)
    page = words(ana.get(ana.at("number", guide=guide.slug)))
    assert "This radio does not use a code from us" in page
    assert "<form" not in page


def test_choosing_a_radio_without_a_code_ends_there(ana: Person, guide: Guide) -> None:
    add_family(guide, "rlink", name="R-Link", carries_code=False)
    ana.post(ana.at("radio", guide=guide.slug), {"radio": "rlink"})
    assert "R-Link: this radio has no code" in words(ana.get(ana.at("number")))
    assert "Which radio is in your car?" in words(ana.get(ana.at("radio")))


def test_without_a_desk_nothing_is_asked(ana: Person, desk: Desk) -> None:
    Desk.objects.update(active=False)
    page = ana.get(ana.at("number", guide="dacia-duster-1"))
    assert page.status_code == 503
    assert "We take no requests now" in words(page)


def test_at_the_counter_nothing_is_uploaded(ana: Person, desk: Desk) -> None:
    Desk.objects.update(evidence_level=EvidenceLevel.COUNTER)
    assert leads_to(ana.ask()) == ana.at("vin-tail")
    assert leads_to(ana.post(ana.at("vin-tail"), {"vin_tail": "543210"})) == ana.at("contact")
    assert "You upload nothing." in words(ana.get(ana.at("contact")))
    assert leads_to(ana.post(ana.at("contact"), ABOUT)) == ana.at("check")
    assert "Bring the originals" in words(ana.get(ana.at("check")))


def test_a_strict_desk_says_first_what_it_needs_and_asks_it(ana: Person, desk: Desk) -> None:
    Desk.objects.update(evidence_level=EvidenceLevel.STRICT)
    assert "of which we need the name only" in words(ana.get(ana.at("start", guide="dacia-duster-1")))
    assert "Question 1 of 8" in words(ana.get(ana.at("number", guide="dacia-duster-1")))


def test_who_asks_for_the_owner_is_asked_for_permission(ana: Person) -> None:
    ana.fill_in(asker="for_owner", owner_name="Test Owner")
    assert leads_to(ana.get(ana.at("check"))) == ana.at("document", "permission")
    assert "written" not in words(ana.get(ana.at("document", "certificate")))


def test_back_after_sending_shows_the_way_to_the_request(ana: Person) -> None:
    code_request = ana.sent()
    for page in ("check", "contact", "number"):
        assert "You have already sent this request" in words(ana.get(ana.at(page)))
    assert str(code_request.reference) in words(ana.get(ana.at("check")))


def test_after_sending_another_radio_can_be_asked_for(ana: Person) -> None:
    ana.sent()
    ana.get(ana.at("start"))
    assert leads_to(ana.ask(number="V188")) == ana.at("document", "label-photo")
    assert CodeRequest.objects.filter(status=Status.DRAFT).count() == 1


def test_an_answer_after_sending_changes_nothing(ana: Person) -> None:
    code_request = ana.sent()
    ana.post(ana.at("number"), {"number": "V188"})
    code_request.refresh_from_db()
    assert code_request.number == "S053"


def test_no_page_hinders_typing_or_choosing(ana: Person) -> None:
    ana.fill_in()
    ana.post(ana.at("check"), {})
    for name in PAGES:
        page = words(ana.get(ana.at(name)))
        for hindrance in ("maxlength", " required", 'type="number"', "pattern=", "capture", "autofocus"):
            assert hindrance not in page, (name, hindrance)
        assert page.count("<form") == page.count("novalidate")


def test_a_wizard_page_is_small(ana: Person) -> None:
    ana.fill_in()
    for url in (
        *(ana.at(name) for name in PAGES),
        ana.at("document", "label-photo"),
        ana.at("document", "certificate"),
    ):
        assert len(ana.get(url).content) <= 15_000, url


def test_every_page_stays_out_of_stores_and_indexes(ana: Person) -> None:
    ana.fill_in()
    for name in PAGES:
        headers = ana.get(ana.at(name)).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in headers["X-Robots-Tag"]


def test_a_draft_that_was_swept_starts_anew(ana: Person) -> None:
    ana.ask()
    CodeRequest.objects.all().delete()
    assert leads_to(ana.get(ana.at("contact"))) == ana.at("car")


@pytest.mark.parametrize("odd", ["%00", "x" * 9000, "%ff%fe", "%F0%9F%98%80", "' OR 1=1 --", "../../etc"])
def test_odd_addresses_are_no_mistake_of_ours(ana: Person, odd: str) -> None:
    for name in ("start", "car", "number", "radio"):
        assert ana.get(ana.at(name, guide=odd, radio=odd, next=odd)).status_code in (200, 302)
    assert ana.get(ana.at("draft-thumb", 10**30)).status_code == 404


@pytest.mark.parametrize("odd", ["\x00", "A\x00123", "\ud800", "{{7*7}}", "<script>", "𝟎" * 60, "\u202e321A"])
def test_odd_texts_come_back_as_mistakes(ana: Person, odd: str) -> None:
    text = odd.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    ana.ask()
    for name, field in (("number", "number"), ("contact", "email"), ("car", "car"), ("number-help", "reason")):
        assert ana.post(ana.at(name), {field: text}).status_code in (302, 422)


def add_family(guide: Guide, slug: str, **fields: object) -> None:
    source = Source.objects.get(slug="tests")
    Fitment.objects.create(
        guide=guide, family=make_family(slug, **fields), source=source, confidence="likely", position=1
    )
