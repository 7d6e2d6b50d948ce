"""A document played through without an audience: the rows say it while somebody looks, and then no longer.

Preview and lints use this, so that they go through the very code that publishes and shows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from guides_app.library.items import Kind
from guides_app.library.writing import SHELVES
from guides_app.models import DocumentKind, Guide

KINDS = {DocumentKind.GUIDE: Kind.GUIDE, DocumentKind.FAMILY: Kind.FAMILY, DocumentKind.GENERAL: Kind.GENERAL}


@contextmanager
def rehearsal(kind: DocumentKind, key: str, document: Any) -> Iterator[None]:
    """Within it the rows say the document, a guide as if it were published. Raises Wrong. Always rolled back."""
    with transaction.atomic():
        try:
            SHELVES[KINDS[kind]].write(key, document)
            if kind is DocumentKind.GUIDE:
                Guide.objects.filter(slug=key).update(is_published=True)
            yield
        finally:
            transaction.set_rollback(True)
