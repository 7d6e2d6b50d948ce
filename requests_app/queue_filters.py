"""What pages and software choose among the requests of the queue, and what a saved view keeps of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from requests_app.flags import HIGH, FlagKind, kinds_of
from requests_app.models import CodeRequest, Slot, Upload

if TYPE_CHECKING:
    from django.contrib.auth.models import User

ME = "@me"
"""Who looks: each person's own requests, also in a view that several share."""
FLAGS = ("any", "high", *FlagKind)
Rows = QuerySet[CodeRequest]


@dataclass(frozen=True)
class Filters:
    """What was chosen, by the names of the fields; a radio by its key or, as `radio`, by its name in addresses."""

    family: str = ""
    radio: str = ""
    desk: str = ""
    language: str = ""
    missing: str = ""
    flag: str = ""
    who: str = ""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Self:
        """By the fields of the form; anything unknown is ignored."""
        known = {"language": dict(settings.LANGUAGES), "missing": Slot.values, "flag": FLAGS, "who": (ME,)}
        told = {field.name: str(given.get(field.name, "")) for field in fields(cls)}
        numbers = {name: digits(told[name]) for name in ("family", "desk")}
        return cls(**numbers, **{name: told[name] if told[name] in allowed else "" for name, allowed in known.items()})

    @property
    def chosen(self) -> dict[str, str]:
        """Those that choose something."""
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name))}

    def narrow(self, rows: Rows, user: "User") -> Rows:
        """By all but the flags, which no column holds."""
        if self.family:
            rows = rows.filter(family=int(self.family))
        if self.radio:
            rows = rows.filter(family__slug=self.radio)
        if self.desk:
            rows = rows.filter(desk=int(self.desk))
        if self.language:
            rows = rows.filter(language=self.language)
        if self.missing:
            there = Upload.objects.filter(
                code_request=OuterRef("pk"), slot=self.missing, replaced_at=None, deleted_at=None
            )
            rows = rows.filter(~Exists(there))
        return rows.filter(clerk=user.pk) if self.who == ME else rows

    def fitting(self, rows: Rows, keys: Sequence[int], user: "User") -> list[int]:
        """Of these keys, in their order, those of requests that all filters choose."""
        narrowed = self.narrow(rows.filter(pk__in=keys), user).order_by()
        if self.flag:
            found = {one.pk for one in self.flagged(list(narrowed))}
        else:
            found = set(narrowed.values_list("pk", flat=True))
        return [key for key in keys if key in found]

    def fits(self, user: "User") -> Exists:
        """Whether a row is one that all but the flags choose."""
        return Exists(self.narrow(CodeRequest.objects.filter(pk=OuterRef("pk")), user))

    def flagged(self, found: Sequence[CodeRequest]) -> Sequence[CodeRequest]:
        """Of these those that the choice of a flag leaves; without one all."""
        if not self.flag:
            return found
        flags = kinds_of(found)
        return [one for one in found if self._flagged(flags[one.pk])]

    def _flagged(self, kinds: Sequence[FlagKind]) -> bool:
        if self.flag == "any":
            return bool(kinds)
        return not HIGH.isdisjoint(kinds) if self.flag == "high" else self.flag in kinds


def digits(text: str) -> str:
    """The number that a field holds, if it holds one that may be a key."""
    return text if text.isascii() and text.isdigit() and len(text) < 10 else ""
