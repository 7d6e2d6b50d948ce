"""Lines written before there was a key: reasons move beside their lines, and every chain that is sound is keyed.

A chain that is not sound is left as it is, so that it is still found.
"""

import hashlib
import json
import secrets
from datetime import timezone

from django.db import migrations

from requests_app.states import MOVES
from requests_app.vault import cipher

GENESIS = "0" * 64
TARGETS = {move.name: str(move.target) for move in MOVES}


def stamp(event):
    return event.at.astimezone(timezone.utc).isoformat(timespec="microseconds")


def as_text(content):
    return json.dumps(content, sort_keys=True, separators=(",", ":"))


def is_sound(events):
    previous = GENESIS
    for number, event in enumerate(events, start=1):
        content = [
            event.code_request_id, event.number, event.kind, event.party, event.user_id, event.reason, event.data,
            stamp(event), previous,
        ]
        if event.number != number or event.hash != hashlib.sha256(as_text(content).encode()).hexdigest():
            return False
        previous = event.hash
    return True


def key_chain(events, EventNote):
    previous, status = GENESIS, "draft"
    notes = []
    for event in events:
        # an address may be changed without a move; such a line follows none that could have moved
        movable = event.kind != "change_address" or status in ("lookup", "ready", "not_worked")
        status = TARGETS.get(event.kind, status) if movable else status
        event.status = status
        if event.reason:
            salt = secrets.token_hex(16)
            event.note_digest = cipher.fingerprint(f"{salt}\0{event.reason}", purpose="record-note")
            notes.append(EventNote(event=event, text=event.reason, salt=salt))
        event.previous_hash = previous
        content = [
            event.code_request_id, None, event.number, event.kind, event.status, event.party, event.user_id,
            event.data, stamp(event), event.note_digest, previous,
        ]
        event.hash = previous = cipher.fingerprint(as_text(content), purpose="record")
    return notes


def key_the_record(apps, schema_editor):
    CodeRequest = apps.get_model("requests_app", "CodeRequest")
    Event = apps.get_model("requests_app", "Event")
    EventNote = apps.get_model("requests_app", "EventNote")
    for pk in CodeRequest.objects.values_list("pk", flat=True).order_by("pk").iterator(500):
        events = list(Event.objects.filter(code_request_id=pk).order_by("number"))
        if not is_sound(events):
            continue
        EventNote.objects.bulk_create(key_chain(events, EventNote))
        Event.objects.bulk_update(events, ["status", "note_digest", "previous_hash", "hash"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0007_chains_of_desks")]
    operations = [migrations.RunPython(key_the_record)]
