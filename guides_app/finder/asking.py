"""What somebody typed -> the guides, the radio families, or the page that answers it.

At most 4 queries, and none of them reads more than is shown: the shapes of numbers where there are digits, the words
that a text may mean, the guides that these words find, and the families where no model was named.
"""

from dataclasses import dataclass

from guides_app import search
from guides_app.finder.meaning import Meaning, look_up
from guides_app.finder.numbers import Number, recognise
from guides_app.finder.ranking import Ranked, best_families, best_guides, built_in
from guides_app.finder.vocabulary import BRAND, NICKNAME, PAPERS, RADIO
from guides_app.search import Query


@dataclass(frozen=True)
class Answer:
    """What was found. `leads_to` is a state of the display; `missed` says that the words are not known here."""

    guides: tuple[int, ...] = ()
    families: tuple[int, ...] = ()
    number: Number | None = None
    names_a_car: bool = False
    leads_to: str = ""
    asks_for_papers: bool = False
    missed: bool = False

    @property
    def clear(self) -> int | None:
        """The one guide that was asked for by its name."""
        return self.guides[0] if self.names_a_car and len(self.guides) == 1 else None


def ask(text: str) -> Answer:
    """Answer any text; nothing is raised, and nothing is kept."""
    number = recognise(text[: search.LONGEST_QUERY])
    if number and not number.rest:
        return Answer(number=number, families=number.families)
    query = search.read(number.rest if number else text)
    meaning = look_up(query)
    guides = _guides(meaning, query)
    families = Ranked() if number or guides.weight >= NICKNAME else _families(meaning, guides)
    if meaning.leads_to and max(guides.weight, families.weight) < RADIO:
        guides = families = Ranked()
    nothing = not (guides.ids or families.ids)
    weak = guides.weight <= BRAND
    return Answer(
        guides=guides.ids,
        families=number.families if number else families.ids,
        number=number,
        names_a_car=guides.weight >= NICKNAME,
        leads_to="" if meaning.leads_to == PAPERS else meaning.leads_to,
        asks_for_papers=meaning.leads_to == PAPERS,
        missed=bool(meaning.unknown) and not (number or meaning.leads_to) and (nothing or weak),
    )


def _guides(meaning: Meaning, query: Query) -> Ranked:
    if meaning.readings:
        return best_guides(meaning)
    return built_in(query.years) if query.years and not query.parts else Ranked()


def _families(meaning: Meaning, guides: Ranked) -> Ranked:
    """The radios that the words name, unless the words say more about the cars: Renault is a make."""
    found = best_families(meaning) if meaning.readings else Ranked()
    return found if found.weight >= guides.weight else Ranked()
