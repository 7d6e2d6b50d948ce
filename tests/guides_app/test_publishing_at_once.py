"""Several editors publish at the same moment, with real transactions: each gets through, and nothing is lost."""

import threading
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, connections

from guides_app import finder, library
from guides_app.library import publishing
from guides_app.models import DocumentKind, Guide, Manuscript
from tests.guides_app import small

pytestmark = pytest.mark.django_db(transaction=True)
LETTERS = str.maketrans("0123456789", "abcdefghij")


@pytest.fixture
def erin(db: None, tmp_path: Path) -> User:
    small.write(tmp_path / "library")
    assert library.load(tmp_path / "library").refused() == []
    return User.objects.create_user("erin")


def drafts(summary: str, *, by: User) -> list[Manuscript]:
    """Every document says so, and waits to be published."""
    rows = Manuscript.objects.exclude(kind=DocumentKind.GENERAL)
    return [publishing.save_draft(row, row.working | {"summary": summary}, version=row.version, by=by) for row in rows]


def published_at_once(waiting: list[Manuscript], *, by: User) -> list[DatabaseError]:
    """What the database refused."""
    start, refused = threading.Barrier(len(waiting)), []

    def publish(draft: Manuscript) -> None:
        connection.ensure_connection()
        start.wait()
        try:
            publishing.publish(draft, version=draft.version, by=by)
        except DatabaseError as error:
            refused.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=publish, args=(draft,)) for draft in waiting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def test_whoever_publishes_the_same_new_words_at_once_gets_through(erin: User) -> None:
    for turn in range(5):
        words = [f"novelty{turn}x{number}".translate(LETTERS) for number in range(300)]
        assert published_at_once(drafts(". ".join(["Clio", "Duster", *words]), by=erin), by=erin) == []
        assert set(finder.ask(words[7]).guides) == set(Guide.objects.values_list("pk", flat=True))
