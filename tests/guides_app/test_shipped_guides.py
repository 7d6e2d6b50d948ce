"""A walk over everything that is shipped: sources, samples, presses and waits."""

import re
from collections import Counter

import pytest
import yaml

from guides_app import identifiers, lints, lockout
from guides_app.entry import EntryKind, presses
from guides_app.library import inspect
from guides_app.library.files import CONTENT
from guides_app.models import (
    Answer,
    Confidence,
    DisplayMessage,
    DisplayState,
    DocumentKind,
    EntryProcedure,
    Fact,
    Fitment,
    IdentifierRule,
    RadioFamily,
    Sourced,
    SourceKind,
    Topic,
)
from guides_app.models.family import NumberKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped_library")]

CARRYING_A_CODE = {
    "anatel", "bosch-blaupunkt", "buttons-1-6", "continental", "medianav", "medianav-evolution", "philips-22dc",
    "philips-22dc279-62z", "philips-22dc449-62", "philips-22dc459-62e", "separate-display", "vdo-ren",
}  # fmt: skip
WITHOUT_A_CODE = {"becker", "easy-link", "r-link", "r-link-2", "truck-units"}
NOT_READ = {"family", "alike", "source", "years_source", "car", "address"}
DOUBTFUL = {SourceKind.UNCHECKED, SourceKind.FORUM, SourceKind.SELLER, SourceKind.ARTICLE}


def test_the_promised_radios_are_there() -> None:
    with_code = set(RadioFamily.objects.carrying_a_code().values_list("slug", flat=True))
    assert with_code >= CARRYING_A_CODE
    assert set(RadioFamily.objects.values_list("slug", flat=True)) - with_code == WITHOUT_A_CODE


def test_every_way_of_entering_is_there_and_gives_presses() -> None:
    ways = list(EntryProcedure.objects.all())
    assert {way.kind for way in ways} == {kind.value for kind in EntryKind}
    assert [way.pk for way in ways if "".join(p.digit for p in presses(way.procedure(), "5029")) != "5029"] == []


def test_a_radio_without_a_code_says_so_first_and_asks_for_no_number() -> None:
    for family in RadioFamily.objects.filter(carries_code=False):
        first = family.summary.partition("\n")[0]
        assert re.match(r"(We have|There is) no code for this (system|radio): .*dealer", first), family
        assert family.number_kind == NumberKind.NONE, family
        assert (family.procedures(), family.lockout_rules()) == ([], []), family


def test_every_radio_with_a_precode_shows_how_one_looks() -> None:
    families = RadioFamily.objects.carrying_a_code().filter(number_kind=NumberKind.PRECODE)
    rules = IdentifierRule.objects.filter(what="precode", shape="@###")
    assert {family.pk for family in families} <= {rule.family_id for rule in rules}


def test_every_topic_is_answered_for_all_radios() -> None:
    topics = Counter(Answer.objects.filter(family__isnull=True, guide__isnull=True).values_list("topic", flat=True))
    assert set(topics) == set(Topic.values)
    assert topics[Topic.QUESTION] >= 8


def test_a_question_is_asked_in_its_title() -> None:
    questions = Answer.objects.filter(family__isnull=True, guide__isnull=True, topic=Topic.QUESTION)
    assert [question.title for question in questions if "?" not in question.title] == []


def test_every_state_of_the_display_is_told_once_for_all_radios() -> None:
    states = list(DisplayMessage.objects.filter(family__isnull=True).values_list("state", flat=True))
    assert sorted(states) == sorted(DisplayState.values)


def test_no_lint_has_a_word_to_say_on_radios_and_what_holds_for_all() -> None:
    families = RadioFamily.objects.values_list("slug", flat=True)
    assert [finding for slug in families for finding in inspect(DocumentKind.FAMILY, slug)] == []
    assert inspect(DocumentKind.GENERAL, "general") == []


@pytest.mark.parametrize("code", ["5029", "0007", "0000", "1000"])
def test_every_family_has_presses_for_every_kind_of_code(code: str) -> None:
    for family in RadioFamily.objects.carrying_a_code():
        procedure = family.procedure()
        assert procedure is not None, family
        assert "".join(step.digit for step in presses(procedure, code)) == code, family


def test_every_family_answers_how_long_to_wait() -> None:
    for family in RadioFamily.objects.carrying_a_code():
        assert family.lockout_rules(), family
        waits = {tries: lockout.wait_after(family.lockout_rule(), tries) for tries in (None, *range(13))}
        assert all(wait.least_minutes <= wait.most_minutes for wait in waits.values()), family
        assert [tries for tries, wait in waits.items() if wait.most_minutes == 0] == [0], family


def test_every_family_has_samples_that_fit_and_samples_that_do_not() -> None:
    rules = list(IdentifierRule.objects.all())
    assert {rule.family_id for rule in rules} >= {family.pk for family in RadioFamily.objects.carrying_a_code()}
    assert [rule.shape for rule in rules if not (rule.fitting and rule.not_fitting)] == []
    assert [rule.shape for rule in rules if rule.wrong_samples()] == []


def test_samples_of_precodes_are_read_as_such() -> None:
    rules = IdentifierRule.objects.filter(what="precode").select_related("family")
    for line in {line for rule in rules for line in rule.fitting.splitlines()}:
        assert isinstance(identifiers.read_number(line, kind=identifiers.Kind.PRECODE), identifiers.Read), line


def test_every_fact_names_a_source_and_says_how_sure_it_is() -> None:
    facts: list[Sourced] = [*Fact.objects.whole(), *Fitment.objects.select_related("source")]
    assert len(facts) > 60
    assert all(fact.source.title and fact.confidence in Confidence.values for fact in facts)


def test_what_only_sellers_and_owners_say_is_never_called_confirmed() -> None:
    confirmed = Fact.objects.whole().filter(confidence=Confidence.CONFIRMED)
    assert not [fact.pk for fact in confirmed if fact.source.kind in DOUBTFUL]


def test_confidence_and_certainty_use_the_same_words() -> None:
    assert set(Confidence.values) == {certainty.value for certainty in lockout.Certainty}


def test_shipped_texts_keep_to_short_sentences_and_allowed_words() -> None:
    files = {file.name: yaml.safe_load(file.read_text(encoding="utf-8")) for file in CONTENT.rglob("*.yaml")}
    passages = tuple(lints.Passage(name, text) for name, data in files.items() for text in _prose(data))
    wording = {lints.Rule.BANNED_WORD, lints.Rule.LONG_SENTENCE, lints.Rule.LONG_STEP}
    found = lints.lint(lints.Draft((), passages))
    assert [finding for finding in found if finding.rule in wording] == []


def _prose(data: object) -> list[str]:
    if isinstance(data, str):
        return [data]
    if isinstance(data, dict):
        data = [child for name, child in data.items() if name not in NOT_READ]
    return [text for child in data for text in _prose(child)] if isinstance(data, list) else []
