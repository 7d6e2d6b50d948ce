"""What staff typed and did not send yet: kept at once, per person and request, given back, and dropped when it is done.

Nothing here is an action on the request: no line of the record, no claim, no version. Another person never sees it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction

from requests_app.models import CodeRequest, FormName, UnsentForm, seal_unsent
from requests_app.states import ENDED
from requests_app.workflow.people import allow

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True)
class Unsent:
    """The forms of one person at one request: what fits this round, and the texts meant for an earlier one."""

    forms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    earlier: tuple[str, ...] = ()

    def of(self, form: FormName) -> Mapping[str, str]:
        return self.forms.get(form, {})


@transaction.atomic
def keep(code_request: CodeRequest, form: FormName, typed: Mapping[str, str], *, by: "User") -> bool:
    """Keep what stands in a form now, in place of what stood there before; an empty form is not kept.

    False for a request that is over: what is typed for it goes nowhere any more.
    """
    allow(code_request, by)
    current = CodeRequest.objects.select_for_update().get(pk=code_request.pk)
    if current.status in ENDED:
        return False
    typed = {name: text for name, text in typed.items() if text}
    rows = UnsentForm.objects.filter(code_request=current, by=by, form=form)
    if not typed:
        rows.delete()
        return True
    UnsentForm.objects.update_or_create(
        code_request=current,
        by=by,
        form=form,
        defaults={
            "round": current.verification_round,
            "typed_sealed": seal_unsent(current.pk, by.pk, form, typed),
        },
    )
    return True


def unsent_of(code_request: CodeRequest, *, by: "User", texts: Iterable[str] = ()) -> Unsent:
    """What this person has typed here and not sent. Of an earlier round only the fields that begin with one of `texts`
    are given, and not into the form: what was read then was read on other papers."""
    forms: dict[str, Mapping[str, str]] = {}
    earlier: list[str] = []
    begin = tuple(texts)
    for row in UnsentForm.objects.filter(code_request=code_request, by=by):
        if row.round == code_request.verification_round:
            forms[row.form] = row.typed
        else:
            earlier += [text for name, text in row.typed.items() if name.startswith(begin)]
    return Unsent(forms, tuple(earlier))


def drop(code_request: CodeRequest, form: FormName, *, by: "User") -> None:
    """This form was sent and done."""
    UnsentForm.objects.filter(code_request=code_request, by=by, form=form).delete()
