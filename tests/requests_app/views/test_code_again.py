"""On the page of a request whose code worked: asking for it again by the label alone, where the desk has that way."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from requests_app import workflow
from requests_app.models import AccessLink, CheckKind, CodeRequest, Desk, Slot, Verdict, new_link
from tests import factories
from tests.requests_app.short_way import VIN, gave, reads
from tests.requests_app.views.person import Person, leads_to, words

OFFER = "Ask for the code again"


@pytest.fixture
def earlier(desk: Desk, alice: User) -> CodeRequest:
    """Its code worked, and is not shown any more."""
    Desk.objects.filter(pk=desk.pk).update(again_days=60)
    desk.refresh_from_db()
    return gave(desk, alice)


@pytest.fixture
def owner(earlier: CodeRequest) -> Person:
    """Whoever opened the link in a letter about it."""
    return opened(Person(), earlier)


def opened(person: Person, code_request: CodeRequest) -> Person:
    person.get(person.at("link", new_link(code_request, AccessLink.Kind.LETTER)))
    return person


def asks_again(owner: Person, earlier: CodeRequest, *, vin: str = VIN) -> CodeRequest:
    """The whole way, as its pages ask for it; the link may be read by others, so names and address are typed anew."""
    answer = owner.post(owner.at("code-again", earlier.reference))
    assert leads_to(answer) == owner.at("number")
    owner.post(owner.at("number"), {"number": "S053"})
    owner.upload("label-photo")
    answer = owner.post(owner.at("vin-tail"), {"vin_tail": vin})
    assert leads_to(answer) == owner.at("contact")
    contact = words(owner.get(owner.at("contact")))
    assert earlier.name not in contact
    assert earlier.email not in contact
    about = {"asker": earlier.asker, "name": earlier.name, "email": earlier.email}
    assert leads_to(owner.post(owner.at("contact"), about)) == owner.at("check")
    draft = CodeRequest.objects.latest("pk")
    CodeRequest.objects.filter(pk=draft.pk).update(started_at=timezone.now() - timedelta(minutes=4))
    owner.send()
    draft.refresh_from_db()
    return draft


def test_the_owner_is_asked_for_number_label_and_vin_alone(owner: Person, earlier: CodeRequest, alice: User) -> None:
    assert OFFER in words(owner.get(owner.at("track", earlier.reference)))
    one = asks_again(owner, earlier)
    assert (one.again_of, one.name, one.email, one.asker) == (earlier, earlier.name, earlier.email, earlier.asker)
    assert one.reference
    assert [upload.slot for upload in one.uploads.all()] == [Slot.LABEL]
    reads(one, alice)
    workflow.rely(one, by=alice)
    workflow.answer_check(one, CheckKind.LABEL_REAL, Verdict.YES, by=alice)
    workflow.approve(one, by=alice)
    workflow.deliver(one, workflow.candidates_of(one)[0], by=alice)
    place = owner.at("code", one.reference)
    page = words(owner.get(place))
    assert "Open the link in our email to see the code." in page
    assert "Show my code" not in page
    refused = owner.post(place, {"typed": "S053"})
    assert refused.status_code == 403
    assert "7913" not in words(refused)
    opened(owner, one)
    assert "Show my code" in words(owner.get(place))
    assert 'aria-label="7, 9, 1, 3"' in words(owner.post(place, {"typed": "S053"}))
    assert owner.post(place, {"typed": "X999"}).status_code == 422


def test_whoever_changes_the_name_is_asked_for_the_papers(owner: Person, earlier: CodeRequest) -> None:
    owner.post(owner.at("code-again", earlier.reference))
    owner.post(owner.at("number"), {"number": "S053"})
    owner.upload("label-photo")
    owner.post(owner.at("vin-tail"), {"vin_tail": VIN})
    about = {"asker": "owner", "name": "Another Customer", "email": earlier.email}
    assert leads_to(owner.post(owner.at("contact"), about)) == owner.at("document", "certificate")
    assert CodeRequest.objects.latest("pk").again_of is None


def test_where_the_desk_has_no_such_way_it_is_not_offered(owner: Person, earlier: CodeRequest) -> None:
    Desk.objects.update(again_days=0)
    assert OFFER not in words(owner.get(owner.at("track", earlier.reference)))
    before = CodeRequest.objects.count()
    answer = owner.post(owner.at("code-again", earlier.reference))
    assert leads_to(answer) == owner.at("track", earlier.reference) + "?moved=1"
    assert CodeRequest.objects.count() == before


def test_while_the_code_can_be_seen_it_is_shown_instead(desk: Desk, alice: User) -> None:
    Desk.objects.filter(pk=desk.pk).update(again_days=60)
    one, _ = factories.make_ready(desk, by=alice)
    owner = opened(Person(), one)
    owner.post(owner.at("code", one.reference), {"typed": "S053"})
    owner.post(owner.at("worked", one.reference), {})
    page = words(owner.get(owner.at("track", one.reference)))
    assert "Show my code again" in page
    assert OFFER not in page


def test_nobody_without_a_link_asks_for_it(earlier: CodeRequest) -> None:
    stranger = Person()
    assert stranger.post(stranger.at("code-again", earlier.reference)).status_code == 404
    assert stranger.get(stranger.at("code-again", earlier.reference)).status_code in {404, 405}


def test_opening_a_page_begins_nothing(owner: Person, earlier: CodeRequest) -> None:
    before = CodeRequest.objects.count()
    assert owner.get(owner.at("code-again", earlier.reference)).status_code == 405
    assert CodeRequest.objects.count() == before
