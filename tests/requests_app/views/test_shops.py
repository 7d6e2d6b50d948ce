"""Several desks, each at an address of its own: where its pages are, and that nothing of another one opens there."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from requests_app import releases, workflow
from requests_app.models import AccessLink, CodeRequest, Desk, Letter, Message, new_link
from requests_app.states import Status
from requests_app.views.cookies import MOST_DRAFTS
from tests.factories import make_desk, make_draft, make_ready
from tests.requests_app.views.person import Person, leads_to, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("guide")]
HERE, THERE = "/en/test-desk", "/en/north-garage"


class Visitor(Person):
    """A device whose wizard begins at a shop's own address."""

    def __init__(self, shop: str = "") -> None:
        super().__init__()
        self.shop = shop

    def at(self, name: str, *args: object, **query: str) -> str:
        return super().at(name, *args, **query).replace("/en/", f"{self.shop or '/en'}/")


@pytest.fixture(autouse=True)
def at_once(settings: Settings) -> None:
    settings.SAME_TIME_SECONDS = 0.0


@pytest.fixture
def north(desk: Desk) -> Desk:
    """The second shop."""
    return make_desk("North Garage", address="2 North Road")


def own_links(page: str) -> set[str]:
    """Every link of a page behind the language, cut after its first segment there."""
    return {f"/en/{segment}" for segment in re.findall(r'href="/en/([^/"]*)', page)}


def test_with_one_desk_no_address_names_it(ana: Person) -> None:
    code_request = ana.sent()
    pages = [ana.get("/en/"), ana.get(ana.at("find")), ana.get(ana.at("track", code_request.reference))]
    assert all("test-desk" not in words(page) and "Choose your shop" not in words(page) for page in pages)


def test_the_first_page_and_a_guide_ask_which_shop_is_meant(ana: Person, north: Desk) -> None:
    home = words(ana.get("/en/"))
    assert f'href="{HERE}/"' in home
    assert f'href="{THERE}/"' in home
    asked = ana.get(ana.at("start", guide="dacia-duster-1"))
    assert asked.status_code == 200
    for shop in (HERE, THERE):
        assert f'href="{shop}/request/?guide=dacia-duster-1"' in words(asked)
    refused = ana.post(ana.at("number", guide="dacia-duster-1"), {"number": "S053"})
    assert (refused.status_code, "Which shop do you ask?" in words(refused)) == (422, True)
    assert not CodeRequest.objects.exists()


def test_a_request_is_asked_sent_and_followed_at_the_address_of_its_shop(north: Desk) -> None:
    person = Visitor(THERE)
    assert leads_to(person.get(person.at("start", guide="dacia-duster-1"))) == (
        f"{THERE}/request/number/?guide=dacia-duster-1"
    )
    assert leads_to(person.ask()) == f"{THERE}/request/label-photo/"
    draft = person.fill_in()
    page = words(person.get(person.at("check")))
    assert own_links(page) == {THERE}
    assert "North Garage" in page
    person.send()
    draft.refresh_from_db()
    assert (draft.desk, draft.status) == (north, Status.RECEIVED)
    page = words(person.get(person.at("track", draft.reference)))
    assert own_links(page) == {THERE}
    assert leads_to(person.post(person.at("delete", draft.reference))) == f"{THERE}/request/deleted/"


def test_what_was_begun_before_a_second_desk_opened_goes_on(ana: Person, ben: Person, desk: Desk) -> None:
    other = ana.sent(email="first@customer.example")
    draft = ben.fill_in()
    make_desk("North Garage")
    assert own_links(words(ben.get(ben.at("check")))) == {HERE}
    ben.send()
    draft.refresh_from_db()
    assert (draft.desk, draft.status) == (desk, Status.RECEIVED)
    stranger = Person()
    page = leads_to(stranger.get(stranger.at("link", new_link(other, AccessLink.Kind.LETTER))))
    assert own_links(words(stranger.get(page))) == {HERE}


def test_two_shops_are_asked_on_one_device_and_neither_sees_the_other(north: Desk) -> None:
    here, there = Visitor(HERE), Visitor(THERE)
    there.cookies = here.cookies
    here.ask(number="S053")
    there.ask(number="V188")
    first, second = CodeRequest.objects.order_by("pk")
    assert (first.desk.name, second.desk.name) == ("Test Desk", "North Garage")
    assert ("S053" in words(here.get(here.at("number"))), "V188" in words(there.get(there.at("number")))) == (True,) * 2
    assert "You have a request here that is not sent yet." in words(here.get("/en/request/"))


def test_of_many_drafts_on_one_device_the_oldest_is_forgotten(desk: Desk) -> None:
    device = Person()
    for number in range(MOST_DRAFTS + 1):
        at_another = Visitor(f"/en/{make_desk(f'Desk {number}').slug}")
        at_another.cookies = device.cookies
        at_another.ask()
    first = [device.get(f"/en/desk-{number}/request/contact/")["Location"] for number in (0, 1)]
    assert first == ["/en/desk-0/request/car/", "/en/desk-1/request/label-photo/"]


def test_the_draft_of_one_shop_is_none_at_another(north: Desk) -> None:
    here, there = Visitor(HERE), Visitor(THERE)
    there.cookies = here.cookies
    here.ask()
    page = there.get(there.at("number"))
    assert leads_to(page) == f"{THERE}/request/car/"
    assert there.post(there.at("contact"), {"name": "Somebody"}).status_code == 302
    assert CodeRequest.objects.get().name == ""


def test_a_number_asked_for_at_one_shop_is_not_told_at_another(north: Desk) -> None:
    here, there = Visitor(HERE), Visitor(THERE)
    there.cookies = here.cookies
    here.sent()
    assert leads_to(there.ask()) == f"{THERE}/request/label-photo/"


def test_a_lost_link_is_looked_for_at_this_shop_alone(ana: Person, desk: Desk, north: Desk) -> None:
    for at in (desk, north):
        workflow.send(make_draft(at, email="lost@customer.example"))
    Message.objects.all().delete()
    asked = {"email": "lost@customer.example"}
    assert "Which shop do you ask?" in words(ana.get("/en/find/"))
    assert ana.post("/en/find/", asked).status_code == 422
    assert leads_to(ana.post(f"{THERE}/find/", asked)) == f"{THERE}/find/sent/"
    letter = Message.objects.get(letter=Letter.LOST_LINK)
    assert letter.code_request is not None
    assert letter.code_request.desk == north


def test_a_shop_that_is_switched_off_takes_nothing_new_and_keeps_what_it_has(
    ana: Person, desk: Desk, north: Desk
) -> None:
    workflow.send(make_draft(north))
    Desk.objects.filter(pk=north.pk).update(active=False)
    assert ana.get(f"{THERE}/request/").status_code == 503
    assert ana.get(f"{THERE}/find/").status_code == 200
    assert "North Garage" not in words(ana.get("/en/"))
    assert leads_to(ana.get("/en/request/?guide=dacia-duster-1")).startswith("/en/request/number/")
    assert f'href="{THERE}/find/"' in words(ana.get("/en/find/"))


def test_no_desk_and_no_page_are_what_they_were(ana: Person, north: Desk) -> None:
    assert ana.get("/en/nowhere/request/").status_code == 404
    assert ana.get("/en/nowhere/").status_code == 404
    assert leads_to_for_ever(ana, "/en/north-garage") == f"{THERE}/"
    Desk.objects.update(active=False)
    assert ana.get("/en/request/").status_code == 503


def leads_to_for_ever(person: Person, address: str) -> str:
    answer = person.get(address)
    assert answer.status_code == 301
    return str(answer["Location"])


def test_a_record_of_one_shop_is_unknown_at_another(ana: Person, desk: Desk, north: Desk, alice: User) -> None:
    code_request, _ = make_ready(desk, by=alice)
    row = releases.newest(code_request)
    assert row
    for shop, known in (("/en", True), (HERE, True), (THERE, False)):
        for given in (row.code, releases.as_file(row)):
            page = words(ana.post(f"{shop}/release/", {"record": given}))
            assert ("Genuine." in page) is known, (shop, given)


OF_THE_LIBRARY = ("/guides/dacia-duster-1/", "/radios/buttons-1-4/", "/radios/", "/guides/", "/help/", "/privacy/")


@pytest.mark.parametrize("page", OF_THE_LIBRARY)
def test_a_page_of_the_library_wears_the_name_of_the_shop_at_its_address_alone(
    client: Client, north: Desk, page: str
) -> None:
    """Asked for twice: as it is made, and as it is kept."""
    for _ in range(2):
        for shop, name in ((THERE, "North Garage"), (HERE, "Test Desk"), ("/en", "Radio Code Desk")):
            text = words(client.get(f"{shop}{page}"))
            assert f"<span>{name}</span></a>" in text
            assert own_links(text) == {shop} or not own_links(text) & {HERE, THERE}
            assert f'rel="canonical" href="http://127.0.0.1:8000/en{page}"' in text


def test_the_first_page_of_a_shop_is_its_own(client: Client, north: Desk) -> None:
    page = words(client.get(f"{THERE}/"))
    assert f'rel="canonical" href="http://127.0.0.1:8000{THERE}/"' in page
    assert "2 North Road" in page
    assert "Monday 8:30–17:00" in page
    assert "Choose your shop" not in page


def places(answer: Any) -> list[str]:
    """Where the addresses of a map for search engines lead."""
    assert "public" in answer.headers["Cache-Control"]
    assert "X-Robots-Tag" not in answer.headers
    return re.findall(r"<loc>([^<]*)</loc>", answer.content.decode())


def test_search_engines_are_told_the_first_page_of_each_shop(client: Client, north: Desk) -> None:
    assert "Sitemap: http://127.0.0.1:8000/sitemap-shops.xml" in client.get("/robots.txt").content.decode()
    found = places(client.get("/sitemap-shops.xml"))
    assert found == [f"http://127.0.0.1:8000{THERE}/", f"http://127.0.0.1:8000{HERE}/"]
    Desk.objects.filter(pk=north.pk).update(active=False)
    assert places(client.get("/sitemap-shops.xml")) == ["http://127.0.0.1:8000/en/"]


def test_a_shop_with_a_host_name_is_on_the_map_of_that_host(at_host: Person, client: Client) -> None:
    assert places(at_host.get("/sitemap-shops.xml")) == ["http://north.example:8000/en/"]
    assert places(client.get("/sitemap-shops.xml")) == [f"http://127.0.0.1:8000{HERE}/"]


def test_a_kept_page_is_another_one_when_the_shop_has_another_name(client: Client, north: Desk) -> None:
    first, plain = client.get(f"{THERE}/radios/"), client.get("/en/radios/")
    assert len({first["ETag"], client.get(f"{HERE}/radios/")["ETag"], plain["ETag"]}) == 3
    known = {"if-none-match": first["ETag"]}
    assert client.get(f"{THERE}/radios/", headers=known).status_code == 304
    Desk.objects.filter(pk=north.pk).update(name="South Garage")
    assert "South Garage" in words(client.get(f"{THERE}/radios/", headers=known))
    assert client.get("/en/radios/", headers={"if-none-match": plain["ETag"]}).status_code == 304


@pytest.fixture
def at_host(north: Desk, settings: Settings) -> Person:
    """A device at the second shop's own host name."""
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "north.example"]
    Desk.objects.filter(pk=north.pk).update(host_name="north.example")
    north.refresh_from_db()
    return Person(SERVER_NAME="north.example")


def test_at_its_host_name_a_shop_needs_no_segment(at_host: Person, north: Desk) -> None:
    assert leads_to(at_host.get("/en/request/?guide=dacia-duster-1")).startswith("/en/request/number/")
    code_request = at_host.sent()
    page = words(at_host.get(at_host.at("track", code_request.reference)))
    assert (code_request.desk, own_links(page) & {HERE, THERE}) == (north, set())
    assert "North Garage" in page


def test_a_kept_page_of_one_host_name_is_none_of_another(at_host: Person, client: Client) -> None:
    for _ in range(2):
        for device, name in ((at_host, "North Garage"), (client, "Radio Code Desk")):
            assert f"<span>{name}</span></a>" in words(device.get("/en/guides/dacia-duster-1/"))
    assert 'rel="canonical" href="http://north.example:8000/en/"' in words(at_host.get("/en/"))
    assert 'href="http://north.example:8000/en/request/?guide=x"' in words(client.get("/en/request/?guide=x"))


def test_nothing_of_another_desk_opens_at_a_host_name(
    at_host: Person, desk: Desk, alice: User, settings: Settings
) -> None:
    theirs, token = make_ready(desk, by=alice)
    draft = make_draft(desk)
    hand_off = workflow.new_hand_off(draft)
    unknown = at_host.get(at_host.at("link", "x" * 43))
    for address in (
        at_host.at("link", token), at_host.at("link", new_link(theirs, AccessLink.Kind.LETTER)), f"{HERE}/",
        at_host.at("track", theirs.reference),
    ):  # fmt: skip
        answer = at_host.get(address)
        assert (answer.status_code, words(answer)) == (404, words(unknown)), address
    taken = at_host.post(at_host.at("hand-off", hand_off))
    assert (taken.status_code, taken.cookies.get("phone")) == (404, None)
    at_host.get(at_host.at("link", token))
    main = Person()
    main.get(main.at("link", token))
    at_host.cookies = main.cookies
    assert at_host.get(at_host.at("track", theirs.reference)).status_code == 404
    workflow.change_address(theirs, "new@customer.example")
    assert at_host.get(at_host.at("track", theirs.reference)).status_code == 404


def test_letters_and_squares_lead_to_the_host_name_while_it_is_served(
    at_host: Person, north: Desk, settings: Settings, alice: User
) -> None:
    person = Visitor(THERE)
    person.ask()
    square = words(person.post(person.at("use-phone", "label-photo")))
    assert "http://north.example:8000/h/" in square
    settings.ALLOWED_HOSTS = ["testserver"]
    assert "http://127.0.0.1:8000/h/" in words(person.post(person.at("use-phone", "label-photo")))


def test_the_look_of_a_shop_is_shown_at_no_host_name_of_another(at_host: Person, desk: Desk, north: Desk) -> None:
    assert at_host.get(reverse("requests:desk-style", args=[north.slug])).status_code == 200
    assert at_host.get(reverse("requests:desk-style", args=[desk.slug])).status_code == 404
