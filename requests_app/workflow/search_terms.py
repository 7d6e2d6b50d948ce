"""The words by which a request is found, kept by the code that writes what they are taken from."""

from collections.abc import Iterable

from requests_app.identity import searchable_address, searchable_case, searchable_name, searchable_reference
from requests_app.models import LONGEST_TERM, CodeRequest, SearchTerm

Kind = SearchTerm.Kind


def keep_terms(code_request: CodeRequest, *kinds: SearchTerm.Kind) -> None:
    """Take the words of these kinds anew from the request as it stands, in the caller's transaction."""
    for kind in kinds:
        SearchTerm.objects.filter(code_request=code_request, kind=kind).delete()
    SearchTerm.objects.bulk_create(
        SearchTerm(desk_id=code_request.desk_id, code_request=code_request, kind=kind, term=term)
        for kind in kinds
        for term in dict.fromkeys(word[:LONGEST_TERM] for word in _words(code_request, kind))
    )


def _words(code_request: CodeRequest, kind: SearchTerm.Kind) -> Iterable[str]:
    match kind:
        case Kind.REFERENCE:
            return searchable_reference(str(code_request.reference or ""))
        case Kind.NAME:
            return searchable_name(code_request.name, code_request.owner_name).split()
        case Kind.ADDRESS:
            return searchable_address(code_request.email) if code_request.email else []
        case Kind.CASE:
            return searchable_case(code_request.park_case)
    raise ValueError(kind)
