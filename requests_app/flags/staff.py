"""Signs that a member of the desk's staff asks for themselves: mailboxes and names."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from allauth.account.models import EmailAddress
from django.contrib.auth.models import User

from requests_app.flags.kinds import FlagKind
from requests_app.identity import mailbox, words_of_name
from requests_app.models import CodeRequest


class Sign(NamedTuple):
    """A request that has something of a member of the staff of its desk."""

    request: int
    kind: FlagKind
    member: int


def signs_of_staff(code_requests: Sequence[CodeRequest]) -> Iterator[Sign]:
    """In one question, however many requests there are."""
    desks = {code_request.desk_id for code_request in code_requests}
    columns = ("pk", "desk_roles__desk", "first_name", "last_name", "email", "username", "emailaddress__email")
    rows = User.objects.filter(desk_roles__desk__in=desks).values_list(*columns)
    members = [(pk, desk, words(f"{first} {last}"), _mailboxes(theirs)) for pk, desk, first, last, *theirs in rows]
    for one in code_requests:
        if not one.email:
            continue
        own, asking = own_mailbox(one.email), {words(one.name), words(one.owner_name)}
        for pk, desk, name, mailboxes in members:
            if desk == one.desk_id and own in mailboxes:
                yield Sign(one.pk, FlagKind.FROM_STAFF, pk)
            if desk == one.desk_id and len(name) > 1 and name in asking:
                yield Sign(one.pk, FlagKind.NAME_OF_STAFF, pk)


def staff_with_mailbox(desk_id: int, address: str) -> list[int]:
    """The members of the desk's staff whose own mailbox this is."""
    wanted = own_mailbox(address)
    members = User.objects.filter(desk_roles__desk=desk_id)
    rows = members.values_list("pk", "email", "username", "emailaddress__email")
    return sorted({pk for pk, *theirs in rows if wanted and wanted in _mailboxes(theirs)})


def mailboxes_of(user: User) -> set[str]:
    """Every mailbox of this person's account."""
    return mailboxes_with(user, EmailAddress.objects.filter(user=user).values_list("email", flat=True))


def mailboxes_with(user: User, more: Iterable[str | None]) -> set[str]:
    """The same by the addresses that somebody has read beside the account."""
    return _mailboxes((user.email, user.username, *more))


def own_mailbox(address: str) -> str:
    """By what two spellings of one mailbox are known; what stands after a plus is the same person's."""
    local, at, domain = mailbox(address).rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def words(name: str) -> frozenset[str]:
    """A name without accents, case and order."""
    return frozenset(words_of_name(name))


def _mailboxes(addresses: Iterable[str | None]) -> set[str]:
    return {own_mailbox(text) for text in addresses if text}
