"""The flags on the page of a request: their evidence, the reason for which one is cleared, two photos side by side."""

import io

from django.contrib.auth.models import User
from django.test import Client

from requests_app import workflow
from requests_app.models import Desk, Member, Slot
from tests import factories
from tests.requests_app.admin.conftest import SignIn
from tests.requests_app.admin.desk_forms import page_of, post


def test_the_page_tells_the_evidence_and_takes_the_reason(at_desk: Client, alice: User, desk: Desk) -> None:
    other, flagged = factories.make_sent(desk)[0], factories.make_sent(desk)[0]
    factories.give_same_car(other, flagged)
    factories.take(flagged, by=alice)
    assert f'<a href="/staff/requests/{other.reference}/">' in page_of(at_desk, flagged)
    assert post(at_desk, flagged, "flags").status_code == 422
    assert post(at_desk, flagged, "flags", **{"clear-same_vin": "One family"}).status_code == 302
    assert "because: One family" in page_of(at_desk, flagged)


def test_of_another_desk_the_page_tells_the_day_alone(at_desk: Client, alice: User, desk: Desk) -> None:
    other = factories.make_desk("Other Desk")
    Member.objects.create(desk=other, user=alice)  # a seat there opens nothing here
    theirs, flagged = factories.make_sent(other)[0], factories.make_sent(desk)[0]
    factories.give_same_car(theirs, flagged)
    factories.take(flagged, by=alice)
    page = page_of(at_desk, flagged)
    assert f'<li>another desk, <time datetime="{theirs.sent_at:%Y-%m-%d}">' in page
    assert str(theirs.reference) not in page


def test_two_photos_lie_side_by_side_for_this_desk_only(at_desk: Client, sign_in: SignIn, desk: Desk) -> None:
    data = factories.make_photo("twin").getvalue()
    pair = []
    for _ in range(2):
        draft = factories.make_draft(desk)
        factories.add_photo(draft, Slot.LABEL, io.BytesIO(data))
        workflow.send(draft)
        pair.append(draft)
    uploads = [one.uploads.get(slot="label", deleted_at=None).pk for one in pair]
    address = f"/staff/requests/{pair[0].reference}/same-photo/{uploads[0]}/{uploads[1]}/"
    page = at_desk.get(address).content.decode()
    assert page.count("<img") == 2
    assert str(pair[1].reference) in page
    wrong = f"/staff/requests/{pair[0].reference}/same-photo/{uploads[1]}/{uploads[0]}/"
    assert at_desk.get(wrong).status_code == 404
    stranger = sign_in(factories.make_staff(factories.make_desk("Other Desk"), "zoe"))
    assert stranger.get(address).status_code == 404


def test_photos_of_two_desks_never_lie_side_by_side(at_desk: Client, alice: User, desk: Desk) -> None:
    other = factories.make_desk("Other Desk")
    Member.objects.create(desk=other, user=alice)
    data, uploads = factories.make_photo("twin").getvalue(), []
    for at in (other, desk):
        draft = factories.make_draft(at)
        uploads.append(factories.add_photo(draft, Slot.LABEL, io.BytesIO(data)).pk)
        workflow.send(draft)
    assert at_desk.get(f"/staff/requests/{draft.reference}/same-photo/{uploads[1]}/{uploads[0]}/").status_code == 404
    assert "same-photo" not in page_of(at_desk, draft)
