"""The cast, the clock and the vault of every test. The environment is set by the plug-in that pyproject.toml names."""

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import TransactionTestCase
from playwright.sync_api import Browser
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from guides_app.views.kept import shelf
from requests_app.models import Desk, Role, append_only
from tests import database, factories
from tests.browser import chromium_at, what_people_see

LASTING = {ContentType._meta.db_table, Permission._meta.db_table}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A journey that fails shows what stood on the screen."""
    report = yield
    if report.failed:
        report.sections += [(f"on the screen at {address}", words) for address, words in what_people_see()]
    return report


@pytest.fixture(autouse=True)
def vault_folders(settings: Settings, tmp_path: Path) -> None:
    """Sealed files, drafts and letters of a test lie in its own folder, or beside it what is there from the start."""
    settings.VAULT_DIR = tmp_path.with_name(f"{tmp_path.name}-vault")
    settings.VAULT_DIR.mkdir(mode=0o700)
    settings.VAULT_TMP = tmp_path / "vault-tmp"
    settings.LETTERS_DIR = tmp_path / "letters"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True, scope="session")
def nothing_waits_for_the_disk() -> Iterator[None]:
    """No test cuts the power: what a process has written is there for the next one, whether the disk has it or not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _file: None)
        yield


@pytest.fixture(autouse=True)
def photos_are_numbered_anew() -> None:
    """So that the decoder need not see the same small pictures again in each test."""
    factories.begin_test()


@pytest.fixture(autouse=True)
def no_page_is_kept() -> None:
    """A library that was rolled back counts from where it began; no test may meet the pages of another."""
    shelf.clear()


@pytest.fixture(autouse=True, scope="session")
def tables_are_emptied_between_tests() -> Iterator[None]:
    """After a test with real transactions: by DELETE, since TRUNCATE makes each of the tables anew on the disk.

    What migrating has written stays. The database refuses to empty the record; only this may.
    """

    def teardown(_: TransactionTestCase) -> None:
        tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - LASTING
        append_only.remove(connection)
        with transaction.atomic(), connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own tables
        append_only.install(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A clone of the migrated template for each process of the run."""
    with database.cloned_for_tests(django_db_blocker):
        yield


@pytest.fixture(scope="module")
def browser_of_module(chromium: str) -> Iterator[Browser]:
    """Closed with the module: while it is open, its loop keeps Django's own tests from their database."""
    with chromium_at(chromium) as opened:
        yield opened


@pytest.fixture
def browser(browser_of_module: Browser) -> Iterator[Browser]:
    """The browser of the module, with nobody in it."""
    yield browser_of_module
    for context in browser_of_module.contexts:
        context.close()


@pytest.fixture
def desk(db: None) -> Desk:
    """A desk that asks for label and certificate."""
    return factories.make_desk()


@pytest.fixture
def alice(desk: Desk) -> User:
    """A clerk."""
    return factories.make_staff(desk, "alice")


@pytest.fixture
def bob(desk: Desk) -> User:
    """Another clerk of the same desk."""
    return factories.make_staff(desk, "bob")


@pytest.fixture
def charlie(desk: Desk) -> User:
    """The lead."""
    return factories.make_staff(desk, "charlie", role=Role.LEAD)


@pytest.fixture
def mallory(db: None) -> User:
    """A clerk of another desk."""
    return factories.make_staff(factories.make_desk("Other Desk"), "mallory")
