"""What keeps a guide from its readers until it is right."""

from datetime import date

from guides_app.lints import Draft, FamilyFacts, Level, Passage, Rule, blocks, lint

FAMILY = FamilyFacts("Buttons", carries_code=True, has_entry=True, has_wait=True)
CHECKED = date(2026, 11, 1)


def test_a_sound_guide_has_no_findings() -> None:
    draft = Draft(CHECKED, (FAMILY,), (Passage("summary", "Switch the radio on. Read the display."),))
    assert lint(draft) == []


def test_gaps_block() -> None:
    bare = FamilyFacts("Bare", carries_code=True, has_entry=False, has_wait=False)
    found = lint(Draft(None, (bare,), (), ("step 1",)))
    assert {finding.rule for finding in found} == {Rule.NO_SOURCE, Rule.NO_CHECK_DATE, Rule.NO_ENTRY, Rule.NO_WAIT}
    assert blocks(found)


def test_a_guide_without_a_family_is_blocked() -> None:
    assert [finding.rule for finding in lint(Draft(CHECKED, (), ()))] == [Rule.NO_FAMILY]


def test_a_family_without_a_code_needs_no_entry() -> None:
    silent = FamilyFacts("No code", carries_code=False, has_entry=False, has_wait=False)
    assert lint(Draft(CHECKED, (silent,), ())) == []


def test_banned_words_block_and_long_sentences_ask() -> None:
    long = " ".join(["word"] * 21)
    found = lint(Draft(CHECKED, (FAMILY,), (Passage("a", long), Passage("b", "This is 100% easy."))))
    assert [(finding.level, finding.detail) for finding in found[:2]] == [(Level.ERROR, "easy"), (Level.ERROR, "100%")]
    assert found[2].rule is Rule.LONG_SENTENCE
    assert not blocks(found[2:])


def test_a_step_has_at_most_8_lines() -> None:
    found = lint(Draft(CHECKED, (FAMILY,), (Passage("step", "A line\n" * 9),)))
    assert [finding.rule for finding in found] == [Rule.LONG_STEP]
