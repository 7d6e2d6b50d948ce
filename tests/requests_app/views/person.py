"""A customer at a browser without scripts: fills in the wizard page by page, as words and files."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from requests_app.models import CodeRequest
from tests.factories import make_photo

ABOUT = {"asker": "owner", "name": "Test Customer", "email": "customer@customer.example"}


class Person(Client):
    """One device with its cookies."""

    def at(self, name: str, *args: Any, **query: str) -> str:
        url = reverse(f"requests:{name}", args=args)
        return url + ("?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else "")

    def second_tab(self) -> "Person":
        """Another client with the cookies that this one has now."""
        other = Person()
        for name, morsel in self.cookies.items():
            other.cookies[name] = morsel.value
        return other

    def ask(self, guide: str = "dacia-duster-1", *, number: str = "S053") -> Any:
        """The first question, answered; the draft begins."""
        return self.post(self.at("number", guide=guide), {"number": number})

    def upload(self, slug: str = "label-photo", *, file: BytesIO | None = None, **fields: str | list[str]) -> Any:
        content = (file or make_photo(slug)).read()
        photo = SimpleUploadedFile("IMG_1.jpg", content, "image/jpeg")
        return self.post(self.at("document", slug), {"photo": photo, **fields})

    def fill_in(self, **about: str) -> CodeRequest:
        """Everything up to looking over the answers."""
        self.ask()
        self.upload("label-photo")
        self.upload("certificate")
        self.post(self.at("vin-tail"), {"unknown": "1"})
        self.post(self.at("contact"), ABOUT | about)
        draft = CodeRequest.objects.latest("pk")
        CodeRequest.objects.filter(pk=draft.pk).update(started_at=timezone.now() - timedelta(minutes=4))
        return draft

    def send(self) -> Any:
        return self.post(self.at("check"), {"declaration": "on"})

    def sent(self, **about: str) -> CodeRequest:
        """A request that this device has sent."""
        draft = self.fill_in(**about)
        self.send()
        draft.refresh_from_db()
        return draft


def words(response: Any) -> str:
    """What stands on a page, with runs of blanks folded."""
    return " ".join(response.content.decode().split())


def leads_to(response: Any) -> str:
    """The address that a page sends the browser to."""
    assert response.status_code == 302, words(response)[:2000]
    return str(response["Location"])
