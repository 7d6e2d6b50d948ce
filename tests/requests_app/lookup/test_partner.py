"""The source `partner`: what it asks of whom, and that no answer of another machine is believed unseen."""

import ipaddress
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.db import connection
from django.utils import timezone

from guides_app.identifiers import Kind
from requests_app.lookup import asking, partner, plugs
from requests_app.lookup.asking import Refused
from requests_app.lookup.partner import PartnerDesks
from requests_app.lookup.source import Found, NotFound, Radio, Unavailable
from requests_app.models import Desk, PartnerDesk
from tests import factories
from tests.tls import Certificate, TlsServer, drip, make_certificate, reply, stream_without_end

pytestmark = pytest.mark.django_db
PART, SERIAL = "281155216R", "TZ1234567"
NAMED = {"number": "S053", "part_number": PART}
NOTHING = json.dumps({"code": None, "confirmed": None, "radio": None}).encode()
Answer = Callable[[Any, bytes], None]
Join = Callable[..., TlsServer]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def join(desk: Desk, certificate: Certificate, settings: LazySettings) -> Iterator[Join]:
    """A partner desk that answers like this."""
    settings.PARTNER_HOSTS = ["localhost"]
    settings.PARTNER_INNER_NETWORKS = [ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128")]
    settings.PARTNER_CA_FILE = str(certificate.file)
    servers: list[TlsServer] = []

    def start(answer: Answer, *, name: str = "Cluj") -> TlsServer:
        servers.append(TlsServer(certificate, answer))
        row = PartnerDesk(desk=desk, name=name, address=servers[-1].address)
        row.set_token("rcd_0123456789_secret")
        row.save()
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


def radio(desk: Desk, **told: Any) -> Radio:
    usual: dict[str, Any] = {"part_number": PART, "desk": desk.slug, "reference": "RC-7K4M-2Q"}
    return Radio("S053", Kind.PRECODE, **{**usual, **told})


def knows(code: Any, *, named: Any = NAMED, confirmed: Any = True) -> Answer:
    return reply(json.dumps({"code": code, "confirmed": confirmed, "radio": named}).encode())


def find(one: Radio) -> Any:
    """The answer, as far as it is believed."""
    return asking.judged(PartnerDesks().find(one), one)


def test_it_is_there_without_being_installed() -> None:
    plugs.installed.cache_clear()
    assert isinstance(plugs.installed().sources["partner"], PartnerDesks)


def test_a_partner_is_asked_by_two_fields_with_its_token_and_its_code_is_found(desk: Desk, join: Join) -> None:
    server = join(knows("0086"))
    assert find(radio(desk)) == Found("0086", "Cluj: confirmed by a customer there", number="S053")
    head, _, body = server.asked[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /api/v1/partner/codes HTTP/1.1")
    assert b"Authorization: Bearer rcd_0123456789_secret" in head
    assert json.loads(body) == {"radio": NAMED, "reference": "RC-7K4M-2Q", "reason": "request"}
    row = PartnerDesk.objects.get()
    assert (row.last_outcome, row.failures) == (PartnerDesk.Outcome.CODE, 0)


@pytest.mark.parametrize(
    "told",
    [{"part_number": ""}, {"part_number": "", "serial": ""}, {"part_number": "", "serial": "a b"}],
)
def test_a_pre_code_alone_is_not_asked_for(told: dict[str, str], desk: Desk, join: Join) -> None:
    server = join(knows("0086"))
    assert isinstance(find(radio(desk, **told)), NotFound)
    assert server.asked == []


def test_a_vin_is_not_asked_for(desk: Desk, join: Join) -> None:
    server = join(knows("0086"))
    car = Radio("UU1HSDAG543210987", Kind.VIN, part_number=PART, desk=desk.slug, reference="RC-7K4M-2Q")
    assert isinstance(find(car), NotFound)
    assert server.asked == []


def test_partners_of_another_desk_and_those_switched_off_are_not_asked(desk: Desk, join: Join) -> None:
    server = join(knows("0086"))
    assert isinstance(find(radio(factories.make_desk("Other Desk"))), NotFound)
    PartnerDesk.objects.update(asked=False)
    assert isinstance(find(radio(desk)), NotFound)
    assert server.asked == []


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (stream_without_end, "it answers more than is read"),
        (drip, "no answer in time"),
        (lambda sock, sent: sock.recv(1), "no answer in time"),
        (reply(b"", status="302 Found", more="Location: https://169.254.169.254/\r\n"), "it answers with 302"),
        (reply(b"<script>alert(1)</script>", kind="text/html"), "it answers with something else than JSON"),
        (reply(b"<html>"), "its answer is no JSON"),
        (reply(b"[" * 60000), "its answer is no JSON"),
        (reply(b"[1]"), "its answer is not one of this interface"),
        (reply(b'{"code": "0086"}'), "its answer is not one of this interface"),
        (reply(b"{}", status="401 No"), "it does not know our token"),
        (reply(b"{}", status="403 No"), "it does not let us in"),
        (reply(b"{}", status="429 No"), "it was asked often enough"),
        (reply(b"{}", status="500 No"), "it answers with 500"),
    ],
)
def test_what_is_no_answer_is_an_outage(
    answer: Answer, why: str, desk: Desk, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partner, "WHOLE_SECONDS", 1.0 if why == "no answer in time" else 9.0)
    server = join(answer)
    assert find(radio(desk)) == Unavailable(f"Cluj: {why}")
    assert len(server.asked) == 1
    assert PartnerDesk.objects.get().failures == 1


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (knows("0086", named={**NAMED, "number": "S054"}), "answered with the code of another radio"),
        (knows("0086", named={"number": "S053"}), "answered with the code of another radio"),
        (knows("0086", named=None), "answered with the code of another radio"),
        (knows("008"), "answered with something that is no code"),
        (knows("<b>1"), "answered with something that is no code"),
        (knows(86), "answered with something that is no code"),
    ],
)
def test_the_code_of_another_radio_or_none_is_not_believed(answer: Answer, why: str, desk: Desk, join: Join) -> None:
    join(answer)
    assert find(radio(desk)) == Refused(why)
    assert PartnerDesk.objects.get().last_outcome == PartnerDesk.Outcome.REFUSED


def test_a_host_that_the_operator_took_off_the_list_is_not_called(
    desk: Desk, join: Join, settings: LazySettings
) -> None:
    server = join(knows("0086"))
    settings.PARTNER_HOSTS = ["other.example"]
    assert find(radio(desk)) == Unavailable("Cluj: its host is not among those that may be called")
    settings.PARTNER_HOSTS, settings.PARTNER_INNER_NETWORKS = ["localhost"], []
    assert find(radio(desk)) == Unavailable("Cluj: its address is an inner one")
    assert server.asked == []


def test_a_token_does_not_follow_its_desk_to_another_address(desk: Desk, join: Join) -> None:
    join(knows("0086"))
    elsewhere = join(knows("0086"), name="Iasi")
    PartnerDesk.objects.filter(name="Iasi").delete()
    PartnerDesk.objects.update(address=elsewhere.address)
    assert find(radio(desk)) == Unavailable("Cluj: its token does not open")
    assert elsewhere.asked == []


def test_the_token_rests_sealed(desk: Desk, join: Join) -> None:
    join(knows("0086"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT token_sealed FROM requests_app_partnerdesk")
        assert b"secret" not in bytes(cursor.fetchone()[0])


def test_after_failures_in_a_row_it_is_left_alone_and_tried_again_later(desk: Desk, join: Join) -> None:
    server = join(reply(b"{}", status="500 No"))
    for _ in range(partner.FAILURES):
        find(radio(desk))
    assert find(radio(desk)) == Unavailable("Cluj: left alone for a while")
    assert len(server.asked) == partner.FAILURES
    with time_machine.travel(timezone.now() + partner.REST + timedelta(seconds=1)):
        assert find(radio(desk)) == Unavailable("Cluj: it answers with 500")
        assert find(radio(desk)) == Unavailable("Cluj: left alone for a while")
    server.answer = knows("0086")
    with time_machine.travel(timezone.now() + 3 * partner.REST):
        assert isinstance(find(radio(desk)), Found)
    row = PartnerDesk.objects.get()
    assert (row.failures, row.rests_until) == (0, None)


def test_one_that_said_no_is_not_asked_again_while_another_is_away(desk: Desk, join: Join) -> None:
    no = join(reply(NOTHING))
    away = join(reply(b"{}", status="503 Away"), name="Iasi")
    assert find(radio(desk)) == Unavailable("Iasi: it answers with 503")
    away.answer = knows("0086")
    assert find(radio(desk)) == Found("0086", "Iasi: confirmed by a customer there", number="S053")
    assert (len(no.asked), len(away.asked)) == (1, 2)
    find(radio(desk, reference="RC-7K4M-3R"))
    assert len(no.asked) == 2, "another request asks anew"


def test_codes_that_differ_are_none_and_equal_ones_name_both(desk: Desk, join: Join) -> None:
    join(knows("0086"))
    other = join(knows("0087", confirmed=False), name="Iasi")
    assert find(radio(desk)) == NotFound("partner desks disagree: Cluj, Iasi")
    other.answer = knows("0086", confirmed=False)
    found = find(radio(desk))
    assert found.provenance == "Cluj: confirmed by a customer there; Iasi: not confirmed there"


def test_a_code_counts_though_another_partner_fails(desk: Desk, join: Join) -> None:
    join(reply(b"{}", status="500 No"))
    join(knows("0086"), name="Iasi")
    assert isinstance(find(radio(desk)), Found)


def test_its_configuration_is_checked(settings: LazySettings) -> None:
    assert list(PartnerDesks().check()) == []
    settings.PARTNER_CA_FILE = "/nowhere.pem"
    assert list(PartnerDesks().check()) == ["PARTNER_CA_FILE must be the path of a file with certificates"]
