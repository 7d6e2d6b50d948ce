"""The name, logo and colour of a shop: set by its lead, seen by customers on pages and in letters."""

import io

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from requests_app import contrast
from requests_app.models import Desk, DeskLogo, Letter
from requests_app.notifications import letters
from tests import factories
from tests.requests_app.admin.conftest import SignIn
from tests.requests_app.admin.desk_settings import form_of, save

BLUE, PINK = "#0b4f8a", "#ff9ecf"


def a_logo(size: tuple[int, int] = (900, 300)) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.effect_noise(size, 90).convert("RGBA").save(out, "PNG")
    return SimpleUploadedFile("logo.png", out.getvalue(), "image/png")


@pytest.fixture
def lead(sign_in: SignIn, charlie: User) -> Client:
    return sign_in(charlie, fresh=True)


def test_a_colour_on_which_white_cannot_be_read_is_refused_with_the_nearest_that_holds(
    lead: Client, desk: Desk
) -> None:
    before = desk.colour
    answer = save(lead, desk, "shop", form_of(lead, desk, "shop") | {"colour": PINK})
    nearest = contrast.nearest_readable(PINK)
    assert answer.status_code == 422
    assert "White text on this colour has a contrast of 1.9 to 1" in answer.content.decode()
    assert f"The nearest colour that holds is {nearest}" in answer.content.decode()
    desk.refresh_from_db()
    assert desk.colour == before
    assert contrast.with_white(nearest) >= 4.5
    assert save(lead, desk, "shop", form_of(lead, desk, "shop") | {"colour": nearest}).status_code == 302


@pytest.mark.parametrize("colour", ["red", "#12345", "#0b4f8a;}", "url(x)", "#GGGGGG"])
def test_nothing_but_a_colour_is_a_colour(lead: Client, desk: Desk, colour: str) -> None:
    assert save(lead, desk, "shop", form_of(lead, desk, "shop") | {"colour": colour}).status_code == 422
    with pytest.raises(ValidationError):
        Desk(name="x", slug="x", email="x@shop.example", colour=colour).full_clean()


def test_the_contrast_is_that_of_the_guidelines() -> None:
    assert (contrast.with_white("#ffffff"), contrast.with_white("#000000")) == (1.0, 21.0)
    assert round(contrast.with_white("#767676"), 2) == 4.54
    assert contrast.nearest_readable("#767676") == "#767676"


def test_customers_see_name_logo_and_colour_and_other_pages_do_not(lead: Client, desk: Desk) -> None:
    sent = form_of(lead, desk, "shop") | {"name": "Garage <Rapide>", "colour": BLUE, "logo": a_logo()}
    assert save(lead, desk, "shop", sent).status_code == 302
    desk.refresh_from_db()
    customer = Client()
    code_request, token = factories.make_sent(desk)
    page = customer.get(f"/r/{token}/", follow=True).text
    customer.post(f"/r/{token}/")
    page = customer.get(f"/track/{code_request.reference}/").text if "desk/" not in page else page
    logo, style = f"/desk/{desk.slug}/logo/{desk.logo_digest}.jpg", f"/desk/{desk.slug}/style.css"
    for seen in (customer.get("/en/request/").text, page):
        assert "Garage &lt;Rapide&gt;" in seen
        assert f'src="{logo}"' in seen
        assert f'href="{style}"' in seen
        assert "style=" not in seen
    assert logo not in customer.get("/en/").text
    picture = customer.get(logo)
    assert picture.headers["Content-Type"] == "image/jpeg"
    assert len(picture.content) <= 12 * 1024
    assert Image.open(io.BytesIO(picture.content)).size == (480, 160)
    sheet = customer.get(style)
    assert f"--go: {BLUE}" in sheet.text
    assert customer.get(style, headers={"If-None-Match": sheet.headers["ETag"]}).status_code == 304
    assert customer.get("/desk/none/style.css").status_code == 404
    assert customer.get(f"/desk/{desk.slug}/logo/{'0' * 64}.jpg").status_code == 404


def test_letters_show_the_same_and_the_text_names_the_shop(lead: Client, desk: Desk) -> None:
    save(lead, desk, "shop", form_of(lead, desk, "shop") | {"colour": BLUE, "logo": a_logo()})
    desk.refresh_from_db()
    code_request, _ = factories.make_sent(desk)
    email = letters.compose(code_request.messages.get(letter=Letter.RECEIVED), new_token=lambda: "x" * 43)
    assert email
    parts = {part.get_content_type(): part for part in email.message().walk()}
    html = parts["text/html"].get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert f'bgcolor="{BLUE}"' in html
    assert f'src="cid:{parts["image/jpeg"]["Content-ID"][1:-1]}"' in html
    assert parts["multipart/related"]
    assert desk.name in str(email.body)


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (a_logo((190, 190)), "The picture is too small. Each side must have at least 200 pixels"),
        (SimpleUploadedFile("logo.png", b"<svg onload='x()'/>", "image/png"), "The photo must be a"),
    ],
)
def test_a_file_that_is_no_logo_is_refused_and_nothing_of_it_is_kept(
    lead: Client, desk: Desk, file: SimpleUploadedFile, told: str
) -> None:
    answer = save(lead, desk, "shop", form_of(lead, desk, "shop") | {"logo": file})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not DeskLogo.objects.exists()


def test_a_logo_is_taken_away_again(lead: Client, desk: Desk) -> None:
    save(lead, desk, "shop", form_of(lead, desk, "shop") | {"logo": a_logo()})
    save(lead, desk, "shop", form_of(lead, desk, "shop") | {"without_logo": "on"})
    desk.refresh_from_db()
    assert (desk.logo_digest, DeskLogo.objects.count()) == ("", 0)
