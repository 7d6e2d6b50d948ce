"""How often guides and radios are opened: counted in memory, written once a minute, never while a reader waits.

No reader is known: a page and a day get one more. Answers that a browser or a cache gives by itself are not seen
here, nor counted; a process that ends takes its last minute with it.
"""

import logging
import re
import threading
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import wraps
from time import monotonic
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, F, Value, When
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from guides_app.models import DocumentKind, VisitCount

MOST_WAITING = 50
SECONDS = 60.0
_CRAWLER = re.compile(r"bot\b|bot/|crawl|spider|slurp|preview|monitor|curl|wget|python|headless", re.IGNORECASE)
_log = logging.getLogger(__name__)

View = Callable[..., HttpResponse]
Page = tuple[str, str, date]


class Tally:
    """Visits that wait to be written, by one thread at a time. Any number of threads may add to it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: Counter[Page] = Counter()
        self._written_at: float | None = None
        self._is_being_written = False

    def add(self, page: Page) -> bool:
        """One more; True for the one caller that shall write now."""
        with self._lock:
            self._waiting[page] += 1
            now = monotonic()
            rested = self._written_at is None or now - self._written_at >= SECONDS
            if self._is_being_written or not (rested or self._waiting.total() >= MOST_WAITING):
                return False
            self._written_at, self._is_being_written = now, True
            return True

    def take(self) -> Counter[Page]:
        """Everything that waits; it waits no longer."""
        with self._lock:
            taken, self._waiting = self._waiting, Counter()
            return taken

    def done(self, not_written: Counter[Page] | None = None) -> None:
        """The next one may write; what could not be written waits for that."""
        with self._lock:
            self._waiting.update(not_written or ())
            self._is_being_written = False


tally = Tally()


def counted(kind: DocumentKind) -> Callable[[View], View]:
    """For the page of one document: every full answer to a reader is a visit; a 304, a HEAD and a crawler is none."""

    def wrap(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
            response = view(request, slug, **kwargs)
            if request.method == "GET" and response.status_code == 200 and not _is_crawler(request):
                note(kind, slug)
            return response

        return answer

    return wrap


def note(kind: DocumentKind, key: str) -> None:
    """Count one visit."""
    if tally.add((str(kind), key, timezone.localdate())):
        in_background(flush)


def in_background(job: Callable[[], None]) -> None:
    """In a thread of its own with a connection of its own, so that a busy database holds up no page."""

    def run() -> None:
        try:
            job()
        finally:
            connection.close()

    threading.Thread(target=run, name="visits", daemon=True).start()


def flush() -> None:
    """Write what waits: two statements for each day. A failure is logged, and the visits wait for the next time."""
    taken = tally.take()
    try:
        with transaction.atomic():
            for day in {day for _kind, _key, day in taken}:
                _write(day, {(kind, key): n for (kind, key, of), n in taken.items() if of == day})
    except Exception:  # noqa: BLE001 - whatever it is, it is only a count
        _log.exception("Visits could not be written")
        tally.done(taken)
    else:
        tally.done()


def _write(day: date, counts: dict[tuple[str, str], int]) -> None:
    fresh = [VisitCount(kind=kind, key=key, day=day) for kind, key in counts]
    VisitCount.objects.bulk_create(fresh, ignore_conflicts=True)
    more = Case(*(When(kind=kind, key=key, then=Value(n)) for (kind, key), n in counts.items()), default=Value(0))
    rows = VisitCount.objects.filter(day=day, key__in=[key for _kind, key in counts])
    rows.update(count=F("count") + more)


def _is_crawler(request: HttpRequest) -> bool:
    agent = request.headers.get("User-Agent", "")
    return not agent or bool(_CRAWLER.search(agent))
