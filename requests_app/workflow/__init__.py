"""Every change of a request and what follows from it. Pages, admin, commands and worker call these only."""

from requests_app.lookup.chain import candidates_of
from requests_app.models import Refusal, new_link
from requests_app.policy import unanswered
from requests_app.workflow.addresses import change_address, object_to_change
from requests_app.workflow.answers import answer_item, appeal_with, keep_words_of_appeal, reopen_item, words_of_appeal
from requests_app.workflow.customer import answer, say_not_worked, say_worked
from requests_app.workflow.delivering import deliver, recall
from requests_app.workflow.desk_work import Item, ask, claim, free_for, recheck, release, take_next
from requests_app.workflow.drafting import keep_vin, save_answers, send, start_draft
from requests_app.workflow.ending import close_unanswered, erase, expire, withdraw
from requests_app.workflow.errors import MoveRefused, NotAllowed, NotComplete, WorkflowError
from requests_app.workflow.finding import approve, look_again, see_code, type_code
from requests_app.workflow.guards import may_appeal
from requests_app.workflow.letters import send_letter_again, set_letter_aside
from requests_app.workflow.refusal import appeal, refuse
from requests_app.workflow.revealing import has_code_to_show, reveal, wants_factor
from requests_app.workflow.second_person import release_alone, second_look
from requests_app.workflow.seeing import see_page
from requests_app.workflow.verification import (
    answer_check,
    missing,
    read_number_off,
    read_vin_tail,
    required_checks,
    vin_not_on_paper,
)

__all__ = [
    "Item", "MoveRefused", "NotAllowed", "NotComplete", "Refusal", "WorkflowError", "answer", "answer_check",
    "answer_item", "appeal", "appeal_with", "approve", "ask", "candidates_of", "change_address", "claim",
    "close_unanswered", "deliver", "erase", "expire", "free_for", "has_code_to_show", "keep_vin",
    "keep_words_of_appeal", "look_again", "may_appeal", "missing", "new_link", "object_to_change", "read_number_off",
    "read_vin_tail", "recall", "recheck", "refuse", "release", "release_alone", "reopen_item", "required_checks",
    "reveal", "save_answers", "say_not_worked", "say_worked", "second_look", "see_code", "see_page", "send",
    "send_letter_again", "set_letter_aside", "start_draft", "take_next", "type_code", "unanswered", "vin_not_on_paper",
    "wants_factor", "withdraw", "words_of_appeal",
]  # fmt: skip
