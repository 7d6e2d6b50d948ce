"""A lead fills the desk's list of stolen cars and radios from a file; who asks for one of them is flagged."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from requests_app import workflow
from requests_app.flags import FlagKind, kinds_of
from requests_app.lookup.registry import label_fingerprints
from requests_app.models import CodeRequest, Desk, Event, Slot, WatchedItem
from requests_app.workflow import watching
from requests_app.workflow.watching import BadRow, rows_of
from tests import factories
from tests.requests_app.admin.conftest import SignIn

VIN, SERIAL = "UU1HSDAG543210987", "BP7349X1234567"
HEAD = "what,number,from,until\n"


def listed(desk: Desk, by: User, *lines: str) -> None:
    watching.watch(desk, rows_of(HEAD + "\n".join(lines)), source="Police", by=by)


def kinds(code_request: CodeRequest) -> set[FlagKind]:
    return set(kinds_of([code_request])[code_request.pk])


def with_vin(desk: Desk, vin: str) -> CodeRequest:
    draft = factories.make_draft(desk)
    workflow.keep_vin(draft, vin)
    factories.add_photo(draft, Slot.FRONT)
    workflow.send(draft)
    return draft


def with_line(desk: Desk, line: str) -> CodeRequest:
    draft = factories.make_draft(desk)
    workflow.save_answers(draft, **label_fingerprints(line))
    workflow.send(draft)
    return draft


def test_a_stolen_car_and_a_stolen_radio_are_flagged(desk: Desk, alice: User) -> None:
    listed(desk, alice, f"vin,{VIN},2020-01-01,", f"unit,{SERIAL},2020-01-01,2099-12-31")
    assert FlagKind.WATCHED in kinds(with_vin(desk, VIN))
    assert FlagKind.WATCHED in kinds(with_line(desk, f"{SERIAL} 8200607918T S053"))
    end, _ = factories.make_sent(desk, number="V188", vin_tail=VIN[-6:])
    assert FlagKind.WATCHED_END in kinds(end)
    assert FlagKind.WATCHED not in kinds(end)
    assert not {FlagKind.WATCHED, FlagKind.WATCHED_END} & kinds(factories.make_sent(desk, vin_tail="111111")[0])


def test_the_list_counts_at_its_desk_and_in_its_days_only(desk: Desk, alice: User) -> None:
    today = timezone.localdate()
    code_request = with_vin(desk, VIN)
    listed(factories.make_desk("Other Desk"), alice, f"vin,{VIN},2020-01-01,")
    listed(desk, alice, f"vin,{VIN},{today + timedelta(days=1)},")
    assert FlagKind.WATCHED not in kinds(code_request)
    listed(desk, alice, f"vin,{VIN},2020-01-01,{today - timedelta(days=1)}")
    assert FlagKind.WATCHED not in kinds(code_request)
    listed(desk, alice, f"vin,{VIN},{today},{today}")
    assert FlagKind.WATCHED in kinds(code_request)
    assert WatchedItem.objects.filter(desk=desk).count() == 1


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("", 1, "file"),
        (HEAD, 1, "file"),
        ("what,number\nvin,1", 1, "file"),
        (f"{HEAD}vin,{VIN}", 2, "file"),
        (f"{HEAD}vin,{VIN},2020-01-01,\ncar,{VIN},2020-01-01,", 3, "what"),
        (f"{HEAD}vin,{VIN[:-1]},2020-01-01,", 2, "number"),
        (f"{HEAD}unit,S053,2020-01-01,", 2, "number"),
        (f"{HEAD}vin,{VIN},1.1.2020,", 2, "from"),
        (f"{HEAD}vin,{VIN},2020-01-02,2020-01-01", 2, "until"),
        (HEAD + f"vin,{VIN},2020-01-01,\n" * 5001, 5002, "file"),
    ],
)
def test_a_file_with_a_wrong_line_is_not_taken(text: str, line: int, column: str) -> None:
    with pytest.raises(BadRow) as bad:
        rows_of(text)
    assert (bad.value.line, bad.value.column) == (line, column)


def test_a_file_of_a_spreadsheet_is_read(desk: Desk) -> None:
    assert rows_of(f"\ufeffWhat;Number;From;Until\r\nVIN;{VIN.lower()};2020-01-01;\r\n")[0].number == VIN


def test_numbers_rest_sealed_and_what_is_over_is_deleted_with_a_line(desk: Desk, alice: User) -> None:
    today = timezone.localdate()
    old, young = today - timedelta(days=31), today - timedelta(days=30)
    listed(desk, alice, f"vin,{VIN},2020-01-01,{old}", f"unit,{SERIAL},2020-01-01,{young}")
    assert VIN.encode() not in bytes(WatchedItem.objects.get(subject="vin").number_sealed)
    assert watching.sweep_watched() == 1
    assert WatchedItem.objects.get().number == SERIAL
    assert Event.objects.filter(desk=desk, kind="purge_watched").get().data == {"rows": 1}


def upload(client: Client, desk: Desk, text: str) -> int:
    file = SimpleUploadedFile("list.csv", text.encode())
    address = "/staff/requests_app/watcheditem/import/"
    return client.post(address, {"desk": desk.pk, "source": "Police", "file": file}).status_code


def test_a_lead_imports_and_a_clerk_does_not(sign_in: SignIn, desk: Desk, alice: User, charlie: User) -> None:
    text = f"{HEAD}vin,{VIN},2020-01-01,"
    clerk = sign_in(alice, fresh=True)
    assert upload(clerk, desk, text) == 403
    assert "watcheditem/import" not in clerk.get("/staff/requests_app/watcheditem/").content.decode()
    assert not WatchedItem.objects.exists()
    lead = sign_in(charlie, fresh=True)
    assert upload(lead, desk, text.replace("2020", "2o2o")) == 422
    assert upload(lead, factories.make_desk("Other Desk"), text) == 422
    assert not WatchedItem.objects.exists()
    assert upload(lead, desk, text) == 302
    assert Event.objects.filter(desk=desk, kind="watch_import").get().user == charlie
    page = lead.get("/staff/requests_app/watcheditem/").content.decode()
    assert "watcheditem/import" in page
    assert "••0987" in page
    assert VIN not in page


def test_a_lead_takes_one_off_with_a_line(sign_in: SignIn, desk: Desk, alice: User, charlie: User) -> None:
    listed(desk, charlie, f"vin,{VIN},2020-01-01,")
    address = f"/staff/requests_app/watcheditem/{WatchedItem.objects.get().pk}/delete/"
    assert sign_in(alice, fresh=True).post(address, {"post": "yes"}).status_code == 403
    assert sign_in(charlie, fresh=True).post(address, {"post": "yes"}).status_code == 302
    assert not WatchedItem.objects.exists()
    assert Event.objects.filter(desk=desk, kind="watch_remove").get().user == charlie
