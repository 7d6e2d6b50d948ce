"""What the library would say if every draft were published now; always taken back."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from django.db import DataError, IntegrityError, transaction

from guides_app.library.items import Kind
from guides_app.library.rehearsal import KINDS
from guides_app.library.rows import Wrong
from guides_app.library.values import in_order
from guides_app.library.writing import SHELVES
from guides_app.models import DocumentKind, Guide, Manuscript

Unfit: TypeAlias = "dict[tuple[Kind, str], tuple[Any, str]]"


@contextmanager
def drafts_played() -> Iterator[Unfit]:
    """Within it the rows say the drafts. Gives those that cannot become rows yet, each with the reason."""
    with transaction.atomic():
        try:
            waiting = list(Manuscript.objects.filter(draft__isnull=False))
            _played(waiting)  # a first time for those that others lean on
            yield _played(waiting)
        finally:
            transaction.set_rollback(True)


def _played(manuscripts: list[Manuscript]) -> Unfit:
    unfit: Unfit = {}
    for manuscript in manuscripts:
        kind = KINDS[DocumentKind(manuscript.kind)]
        try:
            with transaction.atomic():
                _write(kind, manuscript)
        except (Wrong, IntegrityError, DataError) as wrong:
            unfit[kind, manuscript.key] = (in_order(manuscript.draft), str(wrong))
    return unfit


def _write(kind: Kind, manuscript: Manuscript) -> None:
    """A draft does not decide whether readers find the guide."""
    found = Guide.objects.published().filter(slug=manuscript.key).exists()
    SHELVES[kind].write(manuscript.key, manuscript.draft)
    if kind is Kind.GUIDE:
        Guide.objects.filter(slug=manuscript.key).update(is_published=found)
