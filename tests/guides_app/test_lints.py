"""What keeps a guide from its readers until it is right."""

from dataclasses import replace
from datetime import date

import pytest

from guides_app.lints import Draft, FamilyFacts, GuideFacts, Level, Passage, Rule, blocks, lint

FAMILY = FamilyFacts("Buttons", carries_code=True, has_entry=True, has_wait=True)
TODAY = date(2026, 11, 1)
CHECKED = GuideFacts(checked_on=TODAY, today=TODAY)


def guide(*passages: Passage, facts: GuideFacts = CHECKED) -> Draft:
    return Draft((FAMILY,), passages, facts)


def test_a_sound_guide_has_no_findings() -> None:
    assert lint(guide(Passage("summary", "Switch the radio on. Read the display."))) == []


def test_gaps_of_a_family_block() -> None:
    bare = FamilyFacts("Bare", carries_code=True, has_entry=False, has_wait=False, has_samples=False)
    found = lint(Draft((bare,), ()))
    assert {finding.rule for finding in found} == {Rule.NO_ENTRY, Rule.NO_WAIT, Rule.NO_SAMPLES}
    assert blocks(found)


def test_a_guide_without_a_family_is_blocked() -> None:
    assert [finding.rule for finding in lint(Draft((), (), CHECKED))] == [Rule.NO_FAMILY]


def test_a_family_without_a_code_needs_no_entry() -> None:
    silent = FamilyFacts("No code", carries_code=False, has_entry=False, has_wait=False, has_samples=False)
    assert lint(Draft((silent,), (), CHECKED)) == []


@pytest.mark.parametrize(
    ("facts", "rule", "stops"),
    [
        (replace(CHECKED, checked_on=None), Rule.NO_CHECK_DATE, True),
        (replace(CHECKED, years_without_source=True), Rule.NO_SOURCE, True),
        (replace(CHECKED, overlaps=("Dacia Duster I (2010–2017)",)), Rule.YEARS_OVERLAP, True),
        (replace(CHECKED, has_summary=False), Rule.NO_SUMMARY, False),
        (replace(CHECKED, review_by=date(2026, 10, 31)), Rule.REVIEW_DUE, False),
    ],
)
def test_gaps_of_a_guide(facts: GuideFacts, rule: Rule, stops: bool) -> None:
    found = lint(guide(facts=facts))
    assert [finding.rule for finding in found] == [rule]
    assert blocks(found) is stops


@pytest.mark.parametrize("sign", ["\u200b", "\u202e", "\u2066", "\ufeff"])
def test_signs_that_nobody_sees_block(sign: str) -> None:
    [found] = lint(guide(Passage("a", f"The code is {sign}4321.")))
    assert (found.level, found.rule, found.detail) == (Level.ERROR, Rule.HIDDEN_SIGN, f"U+{ord(sign):04X}")


def test_banned_words_block_and_long_sentences_ask() -> None:
    found = lint(guide(Passage("a", " ".join(["word"] * 21)), Passage("b", "This is 100% easy.")))
    assert [(finding.level, finding.detail) for finding in found[:2]] == [(Level.ERROR, "easy"), (Level.ERROR, "100%")]
    assert found[2].rule is Rule.LONG_SENTENCE
    assert not blocks(found[2:])


def test_a_step_has_at_most_8_lines() -> None:
    assert [finding.rule for finding in lint(guide(Passage("step", "A line\n" * 9)))] == [Rule.LONG_STEP]


@pytest.mark.parametrize(
    "address", ["", "nowhere", "http://plain.example/", "javascript:alert(1)", "https://", "/staff/"]
)
def test_a_link_that_leads_nowhere_blocks(address: str) -> None:
    assert [finding.rule for finding in lint(guide(Passage("a", f"[Read]({address})")))] == [Rule.BROKEN_LINK]


def test_a_picture_without_words_blocks_and_a_stale_translation_asks() -> None:
    stale = Passage("Push in 2 keys: title", "Poussez 2 touches", "fr", stale=True)
    found = lint(Draft((FAMILY,), (stale,), CHECKED, ("Push in 2 keys",)))
    assert [(finding.level, finding.rule, finding.language) for finding in found] == [
        (Level.ERROR, Rule.NO_ALT, ""),
        (Level.WARNING, Rule.CHANGED_SINCE, "fr"),
    ]


def test_a_translation_is_looked_through_but_for_english_words() -> None:
    in_french = guide(Passage("a", "Un hack facile, [ici](javascript:alert(1))\u202e", "fr"))
    assert [(finding.rule, finding.language) for finding in lint(in_french)] == [
        (Rule.HIDDEN_SIGN, "fr"),
        (Rule.BROKEN_LINK, "fr"),
    ]
