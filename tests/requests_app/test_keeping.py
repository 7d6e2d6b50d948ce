"""One table says what is kept: every column of text is in it, and pages, letters and settings say what it says."""

from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import models

from requests_app import keeping, workflow
from requests_app.admin.desk_sections import KeepingForm
from requests_app.models import Desk, Letter
from requests_app.notifications import letters
from requests_app.states import Party
from tests import factories

ROOT = Path(keeping.__file__).parent.parent
HOLDS_TEXT = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.GenericIPAddressField)
# About no person: what a shop is, the library that its editors write, and what Django itself keeps.
ABOUT_NOBODY = {
    "Desk", "DeskLogo", "Holiday", "EvidenceRule", "LetterSentence", "CannedReply", "CannedText", "ContentType",
    "Permission", "Group", "MailServer",
}  # fmt: skip


def words_of(model: type[models.Model]) -> set[str]:
    return {f"{model.__name__}.{field.name}" for field in model._meta.fields if isinstance(field, HOLDS_TEXT)}


def decided() -> Counter[str]:
    return Counter(name for rule in keeping.TABLE for name in set(rule.columns))


def test_every_column_that_holds_text_stands_in_the_table() -> None:
    known = set(decided())
    library = {model.__name__ for model in apps.get_app_config("guides_app").get_models()}
    tables = [model for model in apps.get_models() if model.__name__ not in ABOUT_NOBODY | library]
    missing = {name for model in tables if model.__name__ not in known for name in words_of(model) - known}
    assert not missing, "decide in requests_app/keeping.py how long this is kept"


def test_the_table_names_only_what_there_is() -> None:
    tables = {model.__name__: words_of(model) for model in apps.get_models()}
    for name in decided():
        table, _, column = name.partition(".")
        assert not column or name in tables[table]
        assert table in tables


@pytest.mark.parametrize("document", ["README.md", "docs/privacy.md"])
def test_the_documents_show_the_table(document: str) -> None:
    assert keeping.as_markdown() in (ROOT / document).read_text()


@pytest.mark.parametrize(("days", "words"), [(1, "1 day"), (30, "30 days"), (365, "12 months"), (730, "24 months")])
def test_spans_are_said_as_people_say_them(days: int, words: str) -> None:
    assert keeping.in_words(days) == words


def test_the_letter_about_deletion_says_what_this_desk_keeps(desk: Desk) -> None:
    Desk.objects.update(record_days=400)
    desk.refresh_from_db()
    code_request, _ = factories.make_sent(desk)
    workflow.erase(code_request, party=Party.CUSTOMER)
    message = code_request.messages.get(letter=Letter.ERASED)
    email = letters.compose(message, new_token=lambda: "")
    assert email is not None
    assert "For 400 days we keep the reference, the dates, our decisions" in str(email.body)


def test_a_lead_cannot_set_days_that_are_out_of_bounds(desk: Desk, charlie: User) -> None:
    data = keeping.days_of(desk)
    for change, field in (({"person_days": 181}, "person_days"), ({"code_days": 80, "person_days": 60}, "__all__")):
        assert field in KeepingForm({**data, **change}, instance=desk).errors
