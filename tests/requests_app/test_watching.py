"""The list of stolen cars and radios: what each source says stands by itself."""

from django.contrib.auth.models import User
from django.utils import timezone

from requests_app.models import Desk, WatchedItem
from requests_app.workflow.watching import Row, watch


def test_a_source_that_is_read_again_replaces_what_it_said_and_no_other(desk: Desk, charlie: User) -> None:
    rows = [Row("vin", "UU1HSDAG543210987", timezone.localdate(), None)]
    for source in ("police", "insurer", "police"):
        watch(desk, rows, source=source, by=charlie)
    assert sorted(WatchedItem.objects.values_list("source", flat=True)) == ["insurer", "police"]
