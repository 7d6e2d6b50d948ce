"""A walk over everything that is shipped: sources, samples, presses and waits."""

import pytest
import yaml

from guides_app import identifiers, lints, lockout
from guides_app.entry import EntryKind, presses
from guides_app.library.files import CONTENT
from guides_app.models import Confidence, Fact, Fitment, Guide, IdentifierRule, RadioFamily, SourceKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped")]

DOUBTFUL = {SourceKind.UNCHECKED, SourceKind.FORUM, SourceKind.SELLER, SourceKind.ARTICLE}


def test_the_promised_cars_are_there() -> None:
    assert [guide.label for guide in Guide.objects.published().with_car()] == [
        "Dacia Dokker (2012–2021)",
        "Dacia Duster I (2010–2017)",
        "Dacia Duster II (2018–)",
        "Dacia Logan I (2004–2012)",
        "Dacia Sandero II (2012–2021)",
        "Renault Clio III (2005–2014)",
        "Renault Megane II (2002–2009)",
    ]


def test_the_promised_ways_of_entering_are_there() -> None:
    kinds = {procedure.kind for family in RadioFamily.objects.all() if (procedure := family.procedure())}
    assert kinds >= {EntryKind.BUTTONS, EntryKind.TOUCH, EntryKind.STALK, EntryKind.REMOTE}


def test_no_lint_stops_a_shipped_guide() -> None:
    assert [guide.slug for guide in Guide.objects.with_car() if lints.blocks(guide.findings())] == []


@pytest.mark.parametrize("code", ["5029", "0007", "0000", "1000"])
def test_every_family_has_presses_for_every_kind_of_code(code: str) -> None:
    for family in RadioFamily.objects.all():
        procedure = family.procedure()
        assert procedure is not None, family
        assert "".join(step.digit for step in presses(procedure, code)) == code, family


def test_every_family_answers_how_long_to_wait() -> None:
    for family in RadioFamily.objects.all():
        waits = {tries: lockout.wait_after(family.lockout_rule(), tries) for tries in (None, *range(13))}
        assert all(wait.least_minutes <= wait.most_minutes for wait in waits.values()), family
        assert [tries for tries, wait in waits.items() if wait.most_minutes == 0] == [0], family


def test_every_family_has_samples_that_fit_and_samples_that_do_not() -> None:
    rules = list(IdentifierRule.objects.all())
    assert {rule.family_id for rule in rules} == {family.pk for family in RadioFamily.objects.all()}
    assert [rule.shape for rule in rules if rule.wrong_samples()] == []


def test_samples_of_precodes_are_read_as_such() -> None:
    rules = IdentifierRule.objects.filter(what="precode").select_related("family")
    for line in {line for rule in rules for line in rule.fitting.splitlines()}:
        assert isinstance(identifiers.read_number(line, kind=identifiers.Kind.PRECODE), identifiers.Read), line


def test_every_fact_names_a_source_and_says_how_sure_it_is() -> None:
    facts = [*Fact.objects.whole(), *Fitment.objects.select_related("source")]
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
    found = lints.lint(lints.Draft(None, (), passages))
    assert [finding for finding in found if finding.rule in wording] == []


def _prose(data: object) -> list[str]:
    if isinstance(data, str):
        return [data]
    children = data.values() if isinstance(data, dict) else data if isinstance(data, list) else []
    return [text for child in children for text in _prose(child)]
