"""Answers by topic, what is known of the car itself first, then of its radios, then of every radio."""

from dataclasses import dataclass

from django.utils.html import strip_tags

from guides_app.models import Answer, Topic
from guides_app.rendering import render
from guides_app.views.folio import Folio


@dataclass(frozen=True)
class Told:
    """One answer, and the radio that it is about where the page shows several."""

    answer: Answer
    radio: str


@dataclass(frozen=True)
class Chapter:
    """The answers of one topic."""

    topic: Topic
    answers: list[Told]


def chapters(folio: Folio) -> list[Chapter]:
    """Topics that have an answer, in the order of the page."""
    told = _told(folio)
    made = [Chapter(topic, [one for one in told if one.answer.topic == topic]) for topic in Topic]
    return [chapter for chapter in made if chapter.answers]


def questions(folio: Folio) -> dict[str, str]:
    """The questions of this page alone with plain answers; what holds for every radio is left out."""
    own = [told.answer for told in _told(folio) if told.answer not in folio.answers]
    return {answer.title: _plain(answer.body) for answer in own if answer.title.endswith("?")}


def _told(folio: Folio) -> list[Told]:
    several = len(folio.families) > 1
    of_radios = {
        answer.pk: Told(answer, radio.family.name if several else "")
        for radio in reversed(folio.families)
        for answer in radio.answers
    }
    in_order = [of_radios[answer.pk] for radio in folio.families for answer in radio.answers]
    return [
        *(Told(answer, "") for answer in folio.of_car),
        *dict.fromkeys(in_order),
        *(Told(answer, "") for answer in folio.answers),
    ]


def _plain(markdown: str) -> str:
    return " ".join(strip_tags(render(markdown).replace("</", " </")).split())
