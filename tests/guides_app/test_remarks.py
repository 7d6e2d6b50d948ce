"""What readers say: heard without a name, masked before it is kept, and held back when it is too much."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from guides_app.masking import MASK, mask
from guides_app.models import (
    LONGEST_REMARK,
    Counter,
    FamilyStep,
    Guide,
    RadioFamily,
    Remark,
    Source,
    StepVote,
)
from guides_app.views.remarks import OF_ALL, REMARKS, VOTES
from tests import factories

GUIDE, RADIO = "/en/guides/dacia-duster-1/", "/en/radios/buttons-1-4/"
TELL, HELPED = f"{GUIDE}tell-us/", f"{GUIDE}helped/"
PLACE = "buttons-1-4-label-1"
HERE = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def guide(db: None) -> Guide:
    """The Duster; its radio has two written steps."""
    guide = factories.make_guide()
    family, source = RadioFamily.objects.get(), Source.objects.get()
    for title in ("Take the trim off", "Read the label"):
        FamilyStep.objects.create(family=family, source=source, confidence="likely", section="label", title=title)
    return guide


def vote(client: Client, said: str, *, address: str = HELPED, **headers: str) -> HttpResponse:
    answer: Any = client.post(address, {"vote": said}, headers=headers or HERE)
    return answer  # type: ignore[no-any-return]


def test_a_remark_is_kept_with_its_page_place_and_language(client: Client, guide: Guide) -> None:
    answer = client.post(TELL, {"text": "The screw is behind the trim.", "at": PLACE})
    assert answer.headers["Location"] == f"{TELL}?told=1"
    remark = Remark.objects.get()
    assert (remark.kind, remark.key, remark.place) == ("guide", guide.slug, PLACE)
    assert (remark.text, remark.language, remark.state) == ("The screw is behind the trim.", "en", "open")
    assert "Thank you" in client.get(answer.headers["Location"]).content.decode()


def test_a_radio_can_be_remarked_on_too(client: Client, guide: Guide) -> None:
    client.post(f"{RADIO}tell-us/", {"text": "Wrong picture", "at": ""})
    assert (Remark.objects.get().kind, Remark.objects.get().key) == ("family", "buttons-1-4")


def test_the_form_opens_at_the_step_that_did_not_help(client: Client, guide: Guide) -> None:
    html = client.get(TELL, {"at": PLACE}).content.decode()
    assert f'<option value="{PLACE}" selected>Reaching the label: Take the trim off</option>' in html
    assert "Do not write codes, numbers, names or addresses." in html


def test_a_place_that_the_page_does_not_have_is_not_kept(client: Client, guide: Guide) -> None:
    client.post(TELL, {"text": "Hello", "at": "<script>"})
    assert Remark.objects.get().place == ""


@pytest.mark.parametrize(("text", "says"), [(" ", "Write what is wrong"), ("x" * 1001, "You have used 1001")])
def test_nothing_and_too_much_are_sent_back(client: Client, guide: Guide, text: str, says: str) -> None:
    answer = client.post(TELL, {"text": text})
    assert answer.status_code == 422
    assert answer.content.decode().count(says) == 2
    assert not Remark.objects.exists()


def test_lines_count_as_they_are_seen(client: Client, guide: Guide) -> None:
    client.post(TELL, {"text": "ab\r\n" * 333 + "z"})
    assert len(Remark.objects.get().text) == LONGEST_REMARK


def test_who_fills_in_the_box_for_machines_is_thanked_and_not_heard(client: Client, guide: Guide) -> None:
    answer = client.post(TELL, {"text": "Buy now", "website": "https://spam.example"})
    assert answer.headers["Location"] == f"{TELL}?told=1"
    assert not Remark.objects.exists()


def test_the_sixth_remark_in_an_hour_waits(client: Client, guide: Guide) -> None:
    for number in range(REMARKS.most):
        client.post(TELL, {"text": f"Remark {number}"})
    answer = client.post(TELL, {"text": "One more"})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 3601
    assert Remark.objects.count() == REMARKS.most


def test_a_page_hears_as_much_a_day_as_editors_can_read(client: Client, guide: Guide) -> None:
    for number in range(OF_ALL.most):
        client.post(TELL, {"text": "Flood"}, REMOTE_ADDR=f"2001:db8:0:{number:x}::1")
    refused = client.post(TELL, {"text": "Flood"}, REMOTE_ADDR="192.0.2.1")
    assert (refused.status_code, Remark.objects.count()) == (429, OF_ALL.most)


def test_a_forged_form_is_refused(guide: Guide) -> None:
    forger = Client(enforce_csrf_checks=True)
    assert forger.post(TELL, {"text": "Hello"}).status_code == 403
    assert not Remark.objects.exists()


def test_the_form_itself_passes_and_is_kept_by_no_cache(guide: Guide) -> None:
    reader = Client(enforce_csrf_checks=True)
    page = reader.get(TELL)
    token = page.content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    answer = reader.post(TELL, {"text": "Hello", "csrfmiddlewaretoken": token}, headers={"origin": "null"})
    assert answer.status_code == 302
    assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.parametrize("address", ["guides/nowhere/tell-us", "guides/nowhere/helped", "radios/nowhere/tell-us"])
def test_a_page_that_is_not_there_is_not_spoken_of(client: Client, guide: Guide, address: str) -> None:
    assert client.get(f"/en/{address}/").status_code == 404
    Guide.objects.update(is_published=False)
    assert client.post(TELL, {"text": "Hello"}).status_code == 404


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("write to ana.b@mail.example soon", f"write to {MASK} soon"),
        ("call +33 6 12 34 56 78 after 6", f"call {MASK} after 6"),
        ("call 0040 (721) 123-456", f"call {MASK}"),
        ("my car UU1HSDACN50104711 is old", f"my car {MASK} is old"),
        ("UU1 HSD ACN 50 104711", MASK),
        ("UU1\u200bHSDACN50104711", MASK),
        ("uu1hsdacn50104711.", f"{MASK}."),
        ("UU1  HSD / ACN  50_104711", MASK),
        ("call ٠٧٢١ ١٢٣ ٤٥٦", f"call {MASK}"),
        ("ＵＵ１ＨＳＤＡＣＮ５０１０４７１１", MASK),
    ],
)
def test_what_may_point_at_a_person_is_masked(text: str, kept: str) -> None:
    assert mask(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "Hold 1 and 6 for 5 seconds, then press 1, 2, 3, 4.",
        "Only from 2010-2017, not 2008 2009",
        "My radio 8200607915 is not listed, nor 281150198RT",
        "the trim comes off from the left side of the radio",
        "Step 2 shows WAIT for 64 minutes",
    ],
)
def test_what_editors_need_stays(text: str) -> None:
    assert mask(text) == text


def test_a_masked_remark_never_rests_as_it_was_typed(client: Client, guide: Guide) -> None:
    client.post(TELL, {"text": "My VIN is UU1HSDACN50104711"})
    assert "UU1HSDACN50104711" not in str(list(Remark.objects.values()))


def test_every_step_of_a_page_has_small_buttons_for_a_place_that_is_known(client: Client, guide: Guide) -> None:
    for page in (GUIDE, RADIO):
        html = client.get(page).content.decode()
        forms = re.findall(r'<form class="helping" method="post" action="([^"]+)".*?</form>', html, re.DOTALL)
        asked = re.findall(r'<span class="helped">.*?</span>', html, re.DOTALL)
        assert (len(set(forms)), len(asked)) == (1, 3)
        assert 'value="page:yes"' in asked[-1]
        assert all(len(question.encode()) < 200 for question in asked)
        for question in asked:
            said = re.findall(r'value="([^"]+)"', question)
            assert [vote(client, one, address=forms[0]).status_code for one in said] == [302, 302]


def test_a_vote_adds_one_to_its_step_and_day(client: Client, guide: Guide) -> None:
    answer = vote(client, f"{PLACE}:yes")
    assert answer.headers["Location"] == f"{HELPED}?at={PLACE}&said=yes"
    row = StepVote.objects.get()
    assert (row.kind, row.key, row.place, row.yes, row.no) == ("guide", guide.slug, PLACE, 1, 0)


def test_a_vote_for_the_whole_page_is_counted_and_leads_back_to_it(client: Client, guide: Guide) -> None:
    thanks = vote(client, "page:no").headers["Location"]
    assert thanks == f"{HELPED}?at=page&said=no"
    assert list(StepVote.objects.values_list("place", "yes", "no")) == [("page", 0, 1)]
    html = client.get(thanks).content.decode()
    assert "Tell us about this page" in html
    assert f'href="{GUIDE}">Back to: {guide.label}' in html


def test_one_client_has_one_voice_for_a_step_and_day(client: Client, guide: Guide) -> None:
    for said in ("yes", "yes", "no"):
        assert vote(client, f"{PLACE}:{said}").status_code == 302
    vote(client, "buttons-1-4-label-2:no")
    client.post(HELPED, {"vote": f"{PLACE}:no"}, headers=HERE, REMOTE_ADDR="192.0.2.9")
    assert sorted(StepVote.objects.values_list("place", "yes", "no")) == [
        (PLACE, 1, 1),
        ("buttons-1-4-label-2", 0, 1),
    ]


def test_a_vote_needs_neither_cookie_nor_token_and_sets_none(guide: Guide) -> None:
    reader = Client(enforce_csrf_checks=True)
    assert vote(reader, f"{PLACE}:yes").status_code == 302
    assert not reader.cookies


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site", "origin": "http://testserver"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"user-agent": "nothing else"},
    ],
)
def test_a_vote_from_elsewhere_is_refused(client: Client, guide: Guide, headers: dict[str, str]) -> None:
    assert vote(client, f"{PLACE}:no", **headers).status_code == 403
    assert not StepVote.objects.exists()
    assert not Counter.objects.exists()


def test_an_old_browser_is_believed_by_its_origin(client: Client, guide: Guide) -> None:
    assert vote(client, f"{PLACE}:no", origin="http://testserver").status_code == 302


@pytest.mark.parametrize(
    ("said", "status"), [("", 400), (PLACE, 400), (f"{PLACE}:perhaps", 400), ("nowhere:yes", 404), (":no", 404)]
)
def test_a_vote_for_nothing_counts_nothing(client: Client, guide: Guide, said: str, status: int) -> None:
    assert vote(client, said).status_code == status
    assert not StepVote.objects.exists()


def test_too_many_votes_wait(client: Client, guide: Guide) -> None:
    for _ in range(VOTES.most):
        vote(client, f"{PLACE}:yes")
    answer = vote(client, f"{PLACE}:yes")
    assert (answer.status_code, "Retry-After" in answer.headers) == (429, True)


def test_thanks_lead_back_to_the_step_and_after_a_no_to_the_form(client: Client, guide: Guide) -> None:
    yes = client.get(HELPED, {"at": PLACE, "said": "yes"}).content.decode()
    no = client.get(HELPED, {"at": PLACE, "said": "no"}).content.decode()
    assert f'href="{GUIDE}#{PLACE}"' in yes
    assert "tell-us" not in yes
    assert f'href="{TELL}?at={PLACE}"' in no


def test_of_who_spoke_nothing_is_kept(guide: Guide) -> None:
    reader = Client(REMOTE_ADDR="192.0.2.7", headers={"user-agent": "Tell-tale/1.0"})
    reader.post(TELL, {"text": "Hello"})
    vote(reader, f"{PLACE}:yes")
    kept = str([list(model.objects.values()) for model in (Remark, StepVote, Counter)])
    assert "192.0.2.7" not in kept
    assert "Tell-tale" not in kept
