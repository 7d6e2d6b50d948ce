"""The finder: ten awkward ways to ask for the same car."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides_app.models import Guide
from guides_app.search import Entry, best

ENTRIES = [
    Entry("Duster 4x4", "Dacia", "I", "Radio with buttons 1 to 6 MediaNav touch screen", 2010, 2017),
    Entry("Duster 4x4", "Dacia", "II", "MediaNav Evolution touch screen", 2018, None),
    Entry("Clio grandtour", "Renault", "III", "Radio with buttons 1 to 6", 2005, 2014),
    Entry("Megane mégane", "Renault", "II", "Radio with the display on the dashboard", 2002, 2009),
]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("duster 2012", [0]),
        ("2012 DUSTER", [0]),
        ("Dacia Dùster 2012", [0]),
        ("dustre 2019", [1]),
        ("duster", [0, 1]),
        ("duster 2", [1]),
        ("duster ii", [1]),
        ("code for my clio", [2]),
        ("clio3", [2]),
        ("Mégane", [3]),
        ("megan 2005", [3]),
        ("evolution", [1]),
        ("talon", []),
        ("A123", []),
        ("", []),
        ("\u0000 ' OR 1=1 --", []),
    ],
)
def test_words_find_the_car(words: str, found: list[int]) -> None:
    assert best(ENTRIES, words) == found


@given(st.text(max_size=300))
def test_no_words_make_the_finder_fail(words: str) -> None:
    assert set(best(ENTRIES, words)) <= set(range(len(ENTRIES)))


@pytest.mark.django_db
@pytest.mark.usefixtures("shipped")
def test_the_finder_reads_the_library() -> None:
    assert [guide.slug for guide in Guide.objects.published().found_by("sandero stepway")] == ["dacia-sandero-2"]
