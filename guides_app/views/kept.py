"""Pages that cost much and change seldom: known by their stamp, made once, and answered from memory after that."""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from threading import Lock

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from guides_app.views.public import View, etag_of, for_caches, not_modified, takes_gzip

MOST_PAGES = 150
Stamp = Callable[[str], str | None]


@dataclass(frozen=True)
class Page:
    """A finished page, plain and packed."""

    plain: bytes
    packed: bytes
    content_type: str


class Shelf:
    """The pages that were asked for last. One for each process; any number of threads may use it."""

    def __init__(self) -> None:
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._lock = Lock()

    def take(self, key: str) -> Page | None:
        """The page, if it is there."""
        with self._lock:
            if page := self._pages.get(key):
                self._pages.move_to_end(key)
            return page

    def put(self, key: str, page: Page) -> None:
        """Keep a page; the one that nobody asked for longest goes."""
        with self._lock:
            self._pages[key] = page
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._pages.clear()


shelf = Shelf()


def kept(stamp: Stamp) -> Callable[[View], View]:
    """For pages that say the same as long as their stamp is the same. One query where nothing is new.

    What a request carries as `worn`, the name and the look of a shop at its own address, is part of the stamp.
    """

    def wrap(view: View) -> View:
        @require_safe
        @wraps(view)
        def answer(request: HttpRequest, slug: str = "") -> HttpResponse:
            found = stamp(slug)
            if found is None:
                raise Http404
            if worn := str(getattr(request, "worn", "")):
                found = hashlib.sha256(f"{found} {worn}".encode()).hexdigest()[:32]
            etag = etag_of(found)
            return not_modified(request, etag) or for_caches(_page(request, view, slug, found), etag)

        return answer

    return wrap


def _page(request: HttpRequest, view: View, slug: str, stamp: str) -> HttpResponse:
    key = f"{request.path} {stamp}"
    page = shelf.take(key)
    if page is None:
        made = view(request, slug) if slug else view(request)
        page = Page(made.content, gzip.compress(made.content, 9, mtime=0), made.headers["Content-Type"])
        shelf.put(key, page)
    if not takes_gzip(request):
        return HttpResponse(page.plain, content_type=page.content_type)
    return HttpResponse(page.packed, content_type=page.content_type, headers={"Content-Encoding": "gzip"})
