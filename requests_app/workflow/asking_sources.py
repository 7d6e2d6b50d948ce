"""Sources that are plugged in, asked by the worker until each has answered. An outage is not a no.

While a source is waited for and no other has a code, the request is parked; it comes back by itself when the source has
answered, or when it was asked for a day. Nobody need wait: whoever works on it goes on by hand at any time.

No transaction is open and no request is locked while a source is asked. A question that was claimed and not answered,
for its worker died, is asked again when its lease is over.
"""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from requests_app.lookup import asking, chain, plugs
from requests_app.lookup.asking import Told
from requests_app.lookup.source import CodeSource, Found, Radio, Unavailable
from requests_app.models import Attempt, CodeRequest, OpenQuestion, ParkReason, record
from requests_app.states import Party, Status
from requests_app.vault.cipher import Unreadable
from requests_app.workflow.wanting import judge_wanted

LEASE = timedelta(minutes=2)  # longer than a source may take, and its answer to be kept
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
ASKED_FOR = timedelta(days=1)


def ask_due() -> int:
    """Ask what is due, as many at once as there are threads for: how many answers were kept."""
    if not _due().exists():  # looking costs less than a transaction that may write
        return 0
    claim, questions = _claim()
    to_ask: dict[int, tuple[CodeSource, Radio]] = {}
    kept = 0
    for question in questions:
        asked = _to_ask(question)
        if isinstance(asked, Unavailable):
            kept += _keep(claim, Told(question.pk, asked, 0))
        else:
            to_ask[question.pk] = asked
    return kept + sum(_keep(claim, told) for told in asking.ask_all(to_ask))


def _to_ask(question: OpenQuestion) -> tuple[CodeSource, Radio] | Unavailable:
    source = plugs.installed().sources.get(question.source)
    if source is None or not _is_wanted(question, question.code_request):
        return Unavailable("not installed")
    try:
        return source, chain.question_of(question.code_request)
    except Unreadable:
        return Unavailable("the number does not open")


def _due() -> QuerySet[OpenQuestion]:
    free = Q(lease_until=None) | Q(lease_until__lte=Now())
    return OpenQuestion.objects.filter(free, due_at__lte=Now()).order_by("due_at", "place", "pk")


@transaction.atomic
def _claim() -> tuple[str, Iterable[OpenQuestion]]:
    """Take the first; another worker that asks at the same time gets others."""
    rows = _due()
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    claim, keys = secrets.token_hex(8), list(rows.values_list("pk", flat=True)[: asking.MOST_AT_ONCE])
    OpenQuestion.objects.filter(pk__in=keys).update(lease_until=Now() + LEASE, claim=claim)
    taken = OpenQuestion.objects.filter(pk__in=keys).select_related("code_request__desk", "code_request__family")
    return claim, list(taken.order_by("place", "pk"))


def _is_wanted(question: OpenQuestion, code_request: CodeRequest) -> bool:
    """Whether the request still looks for a code in this round, and its desk still asks this source."""
    here = code_request.status == Status.LOOKUP and question.round == code_request.verification_round
    return here and question.source in code_request.desk.sources


@transaction.atomic
def _keep(claim: str, told: Told[int]) -> bool:
    """Keep what a source said, and what follows; False where the question is not this worker's any more."""
    question = OpenQuestion.objects.filter(pk=told.key, claim=claim).first()
    if question is None:
        return False
    code_request = CodeRequest.objects.select_for_update(of=("self",)).select_related("desk").get(
        pk=question.code_request_id
    )  # fmt: skip
    mine = OpenQuestion.objects.filter(pk=question.pk, claim=claim)
    if not _is_wanted(question, code_request):
        mine.delete()
        _come_back(code_request)
        return False
    chain.keep_answer(code_request, question.source, [told.answer], took=told.took, by_id=question.by_id)
    if isinstance(told.answer, Unavailable) and timezone.now() < question.since + ASKED_FOR:
        wait = min(FIRST_WAIT * 2 ** min(question.tries, 20), LONGEST_WAIT)
        mine.update(tries=F("tries") + 1, due_at=Now() + wait, lease_until=None, claim="")
        if question.tries == 0:
            _record(code_request, question)
            _park(code_request, question)
        return True
    mine.delete()
    _record(code_request, question)
    _come_back(code_request)
    if isinstance(told.answer, Found):
        judge_wanted(code_request)
    return True


def _record(code_request: CodeRequest, question: OpenQuestion) -> None:
    """The first outage, and what ended the question; each attempt between them stands beside the request."""
    result = Attempt.objects.filter(code_request=code_request, source=question.source).latest("pk").result
    said = {"source": question.source, "result": result, "round": question.round}
    record(code_request, "source_answered", party=Party.SYSTEM, data=said, locked=True)


def _has_code(code_request: CodeRequest) -> bool:
    return any(one.failed_at is None for one in chain.candidates_of(code_request))


def _park(code_request: CodeRequest, question: OpenQuestion) -> None:
    """Nothing but the source is waited for. The version stays, so that whoever has it open can go on by hand."""
    if _has_code(code_request) or (code_request.parked_until and code_request.parked_until > timezone.now()):
        return
    until = question.since + ASKED_FOR
    CodeRequest.objects.filter(pk=code_request.pk).update(parked_for=ParkReason.SOURCE, parked_until=until)
    said = {"for": ParkReason.SOURCE, "until": until.isoformat(timespec="minutes")}
    record(code_request, "park", party=Party.SYSTEM, data=said, locked=True)


def _come_back(code_request: CodeRequest) -> None:
    """There is a code, or nothing is waited for any more."""
    if code_request.parked_for != ParkReason.SOURCE:
        return
    if _has_code(code_request) or not code_request.open_questions.exists():
        CodeRequest.objects.filter(pk=code_request.pk).update(parked_for="", parked_until=None)
        record(code_request, "unpark", party=Party.SYSTEM, data={"for": ParkReason.SOURCE}, locked=True)
