"""What numbers say of themselves: a VIN, or the end of one, by its form and by its maker."""

import pytest

from requests_app import workflow
from requests_app.flags import FlagKind
from requests_app.models import Desk
from requests_app.workflow.noticing import Judged, noticed_at_sending, of_vin

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("vin", "judged"),
    [
        ("UU1HSDAG543210987", {FlagKind.VIN_FORM: False, FlagKind.VIN_MAKER: False}),
        ("WVWZZZ1JZ3W38675X", {FlagKind.VIN_FORM: True, FlagKind.VIN_MAKER: True}),
        ("210987", {FlagKind.VIN_FORM: False}),
        ("21098X", {FlagKind.VIN_FORM: True}),
        ("", {}),
    ],
)
def test_the_end_of_a_vin_says_nothing_of_its_maker(vin: str, judged: Judged) -> None:
    assert of_vin(vin) == judged


@pytest.mark.parametrize(
    ("vin", "tail", "noticed"),
    [
        ("WVWZZZ1JZ3W386752", "", [FlagKind.VIN_MAKER]),
        ("", "21098X", [FlagKind.VIN_FORM]),
        ("", "", []),
    ],
)
def test_what_a_customer_typed_of_a_vin_is_noticed(desk: Desk, vin: str, tail: str, noticed: list[FlagKind]) -> None:
    draft, _ = workflow.start_draft(desk, language="en")
    workflow.save_answers(draft, vin=vin, vin_tail=tail)
    assert noticed_at_sending(draft) == noticed
