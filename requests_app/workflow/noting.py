"""Notes of staff about a request, for each other: `@name` names a colleague, who is told."""

import re
from typing import TYPE_CHECKING

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from requests_app.missing import Missing
from requests_app.models import CodeRequest, InternalNote, Mention, StaffLetter, record
from requests_app.notifications import outbox
from requests_app.permissions import WORK_ON_REQUESTS, desks_of
from requests_app.states import ENDED, Party
from requests_app.workflow.errors import MoveRefused, NotComplete, NotOneColleague
from requests_app.workflow.people import allow, colleagues

if TYPE_CHECKING:
    from django.db.models import QuerySet

LONGEST_SHOWN = 40
_AT = re.compile(r"(?<![\w.+-])@(?=\w)")
_NAME_GOES_ON = re.compile(r"\w|[-.+'’@]\w")
_WORD = re.compile(r"[\w.+'’@-]*\w")


@transaction.atomic
def add_note(code_request: CodeRequest, text: str, *, by: User) -> InternalNote:
    """Keep a note of whoever works at this desk, with its line; no claim is needed, for nothing moves by it.

    Each colleague whom it names finds the request in an own list and gets a letter with its reference alone. The same
    note sent twice is one. Raises NotComplete for an empty one, NotOneColleague for a name that is nobody's or several
    people's, MoveRefused where the request is over.
    """
    allow(code_request, by)
    text = text.strip()
    if not text:
        raise NotComplete(Missing.NOTE)
    people = named_in(text, code_request, by=by)
    current = CodeRequest.objects.select_for_update().get(pk=code_request.pk)
    if current.status in ENDED:
        raise MoveRefused("note")
    last = current.internal_notes.order_by("pk").last()
    if last and last.by_id == by.pk and last.text == text:
        return last
    note = InternalNote(code_request=current, by=by)
    note.set_text(text)
    note.save()
    Mention.objects.bulk_create(Mention(note=note, user=person) for person in people)
    named = [person.pk for person in people]
    record(current, "add_note", party=Party.STAFF, user_id=by.pk, data={"mentioned": named} if named else {})
    for person in people:
        if person.email:
            params = {"reference": current.reference}
            outbox.write_to_staff(person, StaffLetter.MENTIONED, key=str(note.pk), params=params)
    return note


@transaction.atomic
def finish_mention(mention: Mention, *, by: User) -> None:
    """Whom a note names has dealt with it. Raises MoveRefused the second time."""
    code_request = mention.note.code_request
    allow(code_request, by)
    if not Mention.objects.filter(pk=mention.pk, user=by, done_at=None).update(done_at=timezone.now()):
        raise MoveRefused("mention")
    record(code_request, "mention_done", party=Party.STAFF, user_id=by.pk)


def mentions_of(user: User) -> "QuerySet[Mention]":
    """What names this person and is not dealt with, at the desks where the person works now; oldest first."""
    desks = [desk.pk for desk in desks_of(user, WORK_ON_REQUESTS)]
    return Mention.objects.filter(user=user, done_at=None, note__code_request__desk__in=desks).order_by("pk")


def named_in(text: str, code_request: CodeRequest, *, by: User) -> list[User]:
    """The colleagues whom a text names, each once. The longest name that fits counts."""
    places = [found.end() for found in _AT.finditer(text)]
    if not places:
        return []
    people = User.objects.filter(pk__in=colleagues(code_request) - {by.pk})
    names = [(name, person) for person in people for name in _names(person)]
    found: dict[int, User] = {}
    for place in places:
        rest = text[place:]
        person = _named(rest, names)
        found[person.pk] = person
    return list(found.values())


def _named(rest: str, names: list[tuple[str, User]]) -> User:
    """The one whose name this text begins with."""
    fitting = [(name, person) for name, person in names if _begins_with(rest, name)]
    longest = max((len(name) for name, _person in fitting), default=0)
    people = {person.pk: person for name, person in fitting if len(name) == longest}
    if len(people) != 1:
        word = _WORD.match(rest)
        typed = rest[:longest] if longest else word[0] if word else rest
        raise NotOneColleague(typed[:LONGEST_SHOWN], several=bool(people))
    return next(iter(people.values()))


def _begins_with(rest: str, name: str) -> bool:
    return rest[: len(name)].casefold() == name.casefold() and not _NAME_GOES_ON.match(rest, len(name))


def _names(person: User) -> set[str]:
    """How a colleague may be named: user name, the part before its @, first name, whole name."""
    first = person.first_name.strip()
    username = person.get_username()
    names = {username, username.partition("@")[0], first, first.partition(" ")[0], person.get_full_name()}
    return {name for name in names if name}
