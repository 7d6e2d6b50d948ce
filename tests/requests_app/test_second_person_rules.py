"""When a second person is asked for: whose releases count, and which no."""

from django.contrib.auth.models import User

from requests_app import workflow
from requests_app.models import Desk, Verdict, record
from requests_app.policy import Rule
from requests_app.states import Party
from requests_app.workflow.second_person_rules import rules_that_ask
from tests import factories


def test_only_the_releases_of_other_requests_make_nobody_a_beginner(desk: Desk, alice: User) -> None:
    desk.second_for_first = 1
    desk.save()
    one, other = (workflow.start_draft(desk, language="en")[0] for _ in range(2))
    asked = []
    for sent in (one, other):
        record(sent, "deliver", party=Party.STAFF, user_id=alice.pk)
        asked.append(Rule.FIRST_RELEASES in rules_that_ask(one, by=alice))
    assert asked == [True, False]


def test_a_no_of_the_round_that_still_goes_on_is_no_objection_of_an_earlier_one(
    desk: Desk, alice: User, bob: User
) -> None:
    code_request, _ = factories.make_sent(desk)
    workflow.claim(code_request, by=alice)
    workflow.change_address(code_request, "another@customer.example")
    factories.second_look(code_request, by=bob, verdict=Verdict.NO)
    assert Rule.OBJECTED not in rules_that_ask(code_request)
    workflow.change_address(code_request, "a-third@customer.example")
    assert Rule.OBJECTED in rules_that_ask(code_request)
