"""What a line of the record says, in words: what happened. Its details are told by `event_details`."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

Text = str | Promise

HAPPENED: dict[str, Text] = {
    "send": _("Request sent"),
    "counter_opened": _("Request begun at the counter"),
    "counter_changed": _("Answers changed at the counter"),
    "counter_handed_over": _("Photos handed to the customer’s telephone"),
    "counter_seen": _("Original seen at the counter, not kept"),
    "counter_not_seen": _("Original not seen after all"),
    "counter_looked": _("Small photo of a request at the counter shown"),
    "take": _("Check started"),
    "claim": _("Taken"),
    "take_over": _("Taken over"),
    "release": _("Given back to the queue"),
    "hand_over": _("Handed over to a colleague"),
    "park": _("Parked"),
    "unpark": _("Back in the queue before its time"),
    "letter_queued": _("Letter written"),
    "letter_sent": _("Letter sent"),
    "letter_failed": _("Letter could not be sent"),
    "letter_cancelled": _("Letter taken back before it went"),
    "letter_again": _("Letter sent again"),
    "letter_aside": _("Letter set aside"),
    "letter_bounced": _("Letter came back"),
    "read_number": _("Number read off the photo"),
    "read_vin": _("Last 6 of the VIN read"),
    "read_holder": _("Holder’s name read"),
    "clear_flag": _("Flag cleared"),
    "import_codes": _("List of known codes imported"),
    "add_known_code": _("Known code added"),
    "see_known_code": _("Known code shown to staff"),
    "withdraw_codes": _("List of known codes taken back"),
    "watch_import": _("Stolen cars and radios added to the list"),
    "watch_remove": _("Stolen car or radio taken off the list"),
    "purge_watched": _("Stolen cars and radios deleted after their time"),
    "check": _("Check answered"),
    "judge_document": _("Document judged"),
    "second_look": _("Second look"),
    "sample_read": _("Quality sample read"),
    "sample_settled": _("Quality sample that did not agree dealt with"),
    "release_alone": _("Reason given for releasing alone"),
    "ask": _("Asked for more"),
    "answer": _("Customer answered"),
    "rely": _("Earlier verification of the same owner relied on"),
    "approve": _("Papers approved"),
    "look_up": _("Code looked up"),
    "source_answered": _("Source of codes answered"),
    "type_code": _("Code typed by hand"),
    "deliver": _("Code sent"),
    "recall": _("Code recalled"),
    "recheck": _("Check started anew"),
    "look_again": _("Looked up again"),
    "refuse": _("Refused"),
    "appeal": _("Customer asked for another look"),
    "worked": _("The radio plays"),
    "not_worked": _("The code did not work"),
    "change_address": _("Email address changed"),
    "object": _("The former address says: it was not me"),
    "document_added": _("Document added"),
    "document_covered": _("Parts of a document covered"),
    "cover_document": _("Parts of a document covered for the customer, for good"),
    "document_damaged": _("File of a document lost or damaged"),
    "document_removed": _("Document taken out again"),
    "withdraw": _("Withdrawn"),
    "expire": _("Closed without an answer"),
    "close_unanswered": _("Closed, nobody said whether it worked"),
    "merge": _("Merged into another request"),
    "merge_in": _("Another request merged into this one"),
    "paid": _("Marked as paid"),
    "unpaid": _("Not marked as paid any more"),
    "erase": _("Data deleted"),
    "export_person": _("Copy of the person’s data taken"),
    "reveal": _("Customer saw the code"),
    "see_page": _("Photo opened"),
    "see_evidence": _("Small photos shown"),
    "see_code": _("Code shown to staff"),
    "see_answer": _("Picture of the manufacturer’s answer opened"),
    "wrong_factor": _("Wrong end of the number typed"),
    "many_looks": _("Very many photos opened in a day"),
    "add_note": _("Internal note written"),
    "mention_done": _("Note that names a colleague dealt with"),
    "reply_changed": _("Canned reply changed"),
    "reply_deleted": _("Canned reply deleted"),
    "hold": _("Put on hold: nothing is deleted"),
    "hold_ended": _("Hold ended"),
    "erase_asked": _("Deletion asked for; it is done when the hold is over"),
    "release_record": _("Release record issued"),
    "export_record": _("Record exported"),
    "contact_changed": _("Name, address or look of the desk changed"),
    "policy_changed": _("Rules of the desk changed"),
    "seat_changed": _("Role at the desk changed"),
    "account_changed": _("Rights of an account changed"),
    "address_changed": _("Address of an account changed"),
    "library_rules_changed": _("Rules of the library changed"),
    "signed_in": _("Signed in"),
    "signed_out": _("Signed out"),
    "token_opened": _("API token opened"),
    "token_secret": _("Secret of an API token made"),
    "token_extended": _("API token extended"),
    "token_revoked": _("API token revoked"),
    "webhook_added": _("Webhook added"),
    "webhook_secret": _("New secret of a webhook made"),
    "webhook_off": _("Webhook switched off"),
    "webhook_on": _("Webhook switched on"),
    "webhook_again": _("Deliveries of a webhook sent again"),
    "partner_asked": _("A partner desk asked for a code"),
    "partner_refused": _("A question of a partner desk was not answered"),
    "partner_held": _("A partner desk asked in vain too often; its token is held"),
    "partner_goes_on": _("A token that was held goes on"),
    "partner_changed": _("A desk that is asked for codes was changed"),
    "sessions_ended": _("Sessions of an account ended by somebody else"),
    "wrong_password": _("Wrong password"),
    "wrong_second_step": _("Wrong second step"),
    "recovery_code_used": _("Recovery code used"),
    "recovery_codes_made": _("Recovery codes made"),
    "password_set": _("Password set by somebody else"),
    "password_changed": _("Password changed"),
    "factor_added": _("Second factor added"),
    "factor_removed": _("Second factor removed"),
    "daily_head": _("Head of the record written"),
    "search": _("Requests searched"),
    "purge_lines": _("Oldest lines deleted by retention"),
    "purge_code": _("Code deleted by retention"),
    "purge_documents": _("Photos deleted by retention"),
    "purge_identity": _("Identity photo deleted by retention"),
    "purge_person": _("Name, number and notes deleted by retention"),
}
RELEASED_ALONE: Text = _("Code sent by one person alone, after a reason and a waiting time")


def happened(kind: str, data: Mapping[str, Any]) -> Text:
    """What a line of the record says; a release without a second person says so."""
    return RELEASED_ALONE if kind == "deliver" and data.get("alone") else HAPPENED.get(kind, kind)


def looks(count: int) -> str:
    """All looks of a person at a request on one day."""
    return ngettext("%(n)d look at photos on this day", "%(n)d looks at photos on this day", count) % {"n": count}


def name_of(user: User) -> str:
    """How colleagues know this person."""
    return user.get_full_name() or user.get_username()
