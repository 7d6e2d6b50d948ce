"""Pictures of the manufacturer's answer: the desk's own, through the same intake and as sealed as customers' papers."""

from functools import partial
from typing import BinaryIO

from django.db import transaction
from django.db.models import Q

from requests_app.evidence.deleting import drop_files
from requests_app.evidence.taking import PROBLEMS, one_at_a_time
from requests_app.models import AnswerPicture, Candidate, CodeRequest
from requests_app.vault.sanitise import Accept, UploadRefused, sanitise
from requests_app.vault.storage import NoSpace, StoreAway, vault


def seal_answer(code_request: CodeRequest, file: BinaryIO) -> list[str] | UploadRefused:
    """Clean a photo or PDF and seal its pages: the names of the sealed files, which no row names yet."""
    try:
        with one_at_a_time(code_request.pk):
            cleaned = sanitise(file, accept=Accept.IMAGE_OR_PDF)
        if isinstance(cleaned, UploadRefused):
            return cleaned
        return [vault.write(page.jpeg) for page in cleaned.pages]
    except (NoSpace, StoreAway) as trouble:
        return UploadRefused(PROBLEMS[type(trouble)])


@transaction.atomic
def keep_answer(candidate: Candidate, names: list[str]) -> None:
    """These sealed pages are the answer from now on; those before them go."""
    drop_answers(candidate.code_request, candidate)
    AnswerPicture.objects.bulk_create(
        AnswerPicture(candidate=candidate, number=number, file_name=name) for number, name in enumerate(names, start=1)
    )


@transaction.atomic
def drop_answers(code_request: CodeRequest, candidate: Candidate | None = None) -> None:
    """Delete the pictures of one code, or of all codes of a request: rows now, files when that is committed."""
    of = Q(candidate=candidate) if candidate else Q(candidate__code_request=code_request)
    rows = AnswerPicture.objects.filter(of)
    names = list(rows.values_list("file_name", flat=True))
    rows.delete()
    transaction.on_commit(partial(drop_files, *names), robust=True)
