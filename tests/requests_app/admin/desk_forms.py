"""Filling in the forms of the Desk, as its pages post them."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from requests_app import workflow
from requests_app.models import CodeRequest

CODE = "7913"  # of S053


def address(code_request: CodeRequest, action: str = "") -> str:
    """A page or form of this request."""
    return f"/staff/requests/{code_request.reference}/{action}"


def post(client: Client, code_request: CodeRequest, action: str, **fields: str | SimpleUploadedFile) -> HttpResponse:
    """Send a form that was opened just now."""
    code_request.refresh_from_db()
    answer = client.post(address(code_request, f"{action}/"), {"version": code_request.version, **fields})
    assert isinstance(answer, HttpResponse)
    return answer


def all_yes(code_request: CodeRequest) -> dict[str, str]:
    """Every check answered with yes."""
    return {f"check-{kind}": "yes" for kind in workflow.required_checks(code_request)}


def page_of(client: Client, code_request: CodeRequest) -> str:
    """The review page as this browser sees it."""
    return client.get(address(code_request)).content.decode()
