"""What stands on record of a car or a radio: what staff read at an earlier request that ended with a code that worked.

Found by key. Asked for after a clerk has read the papers, for it tells the number. Known codes are not among it: no
source is asked before the approval.
"""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from requests_app.admin.comparing import OnRecord
from requests_app.models import CodeRequest, Feedback, Reading
from requests_app.states import Status


def earlier_of_car(code_request: CodeRequest) -> QuerySet[CodeRequest]:
    """Earlier requests of the same car whose code worked."""
    return _worked(code_request, ("vin_fingerprint",), ("vin_tail_fingerprint",))


def earlier_of_radio(code_request: CodeRequest) -> QuerySet[CodeRequest]:
    """Earlier requests of the same radio whose code worked; a bare pre-code is that of many, so the address counts."""
    columns = ("part_fingerprint", "serial_fingerprint", "email_fingerprint")
    return _worked(code_request, *(("number_fingerprint", column) for column in columns))


def number_on_record(code_request: CodeRequest) -> OnRecord | None:
    """The number that was read last for this car."""
    return _read(earlier_of_car(code_request), Reading.Subject.NUMBER)


def vin_on_record(code_request: CodeRequest) -> OnRecord | None:
    """The end of the VIN that was read last for this radio."""
    return _read(earlier_of_radio(code_request), Reading.Subject.VIN6)


def _worked(code_request: CodeRequest, *keys: tuple[str, ...]) -> QuerySet[CodeRequest]:
    same = Q(pk__in=[])
    for key in keys:
        known = {column: getattr(code_request, column) for column in key}
        if all(known.values()):
            same |= Q(**known)
    rows = CodeRequest.objects.filter(same, desk=code_request.desk_id, status=Status.CLOSED, pk__lt=code_request.pk)
    return rows.filter(Exists(Feedback.objects.filter(code_request=OuterRef("pk"), worked=True)))


def _read(rows: QuerySet[CodeRequest], subject: Reading.Subject) -> OnRecord | None:
    readings = Reading.objects.filter(
        code_request__in=rows, subject=subject, round=F("code_request__verification_round"), not_on_paper=False
    )
    last = readings.select_related("code_request").order_by("-code_request", "-pk").first()
    if last is None or not last.stands:
        return None
    earlier = last.code_request
    return OnRecord(str(earlier.reference), earlier.ended_at, last.value)
