"""Every change of a request and what follows from it. Pages, admin, commands and worker call these only."""

from requests_app.lookup.chain import candidates_of
from requests_app.models import Refusal, new_link
from requests_app.policy import checks_for as required_checks
from requests_app.policy import unanswered
from requests_app.workflow.addresses import change_address, object_to_change
from requests_app.workflow.again import may_ask_again, rely, start_again
from requests_app.workflow.answers import answer_item, appeal_with, keep_words_of_appeal, reopen_item, words_of_appeal
from requests_app.workflow.claims import claim, hand_over, keep_claim, park, release, unpark
from requests_app.workflow.clearing import clear_flags
from requests_app.workflow.counter import change_at_counter, open_at_counter, see_original, send_at_counter
from requests_app.workflow.covering import cover_for_customer
from requests_app.workflow.customer import answer, say_not_worked, say_worked
from requests_app.workflow.delivering import deliver, recall
from requests_app.workflow.desk_work import Item, Mark, ask, recheck
from requests_app.workflow.drafting import keep_vin, save_answers, send, start_draft
from requests_app.workflow.ending import close_unanswered, erase, expire, withdraw
from requests_app.workflow.errors import MoveRefused, NotAllowed, NotComplete, NotOneColleague, WorkflowError
from requests_app.workflow.finding import approve, look_again, see_answer, see_code, type_code
from requests_app.workflow.guards import may_appeal
from requests_app.workflow.hand_off import (
    close_hand_offs,
    hand_off_held_by,
    hand_off_to_take,
    new_hand_off,
    take_hand_off,
)
from requests_app.workflow.holding import end_hold, hold
from requests_app.workflow.letters import send_letter_again, set_letter_aside
from requests_app.workflow.looking import release_alone, second_look
from requests_app.workflow.merging import merge
from requests_app.workflow.noting import add_note, finish_mention, mentions_of
from requests_app.workflow.paying import mark_paid
from requests_app.workflow.proposing import Proposal, answer_proposal, proposal_for
from requests_app.workflow.reading import read_holder, read_number_off, read_vin_tail, vin_not_on_paper
from requests_app.workflow.refusal import appeal, refuse
from requests_app.workflow.revealing import has_code_to_show, reveal, wants_factor
from requests_app.workflow.sampling import read_sample, sample_of, samples_for, settle_sample
from requests_app.workflow.seeing import days_opened, see_page
from requests_app.workflow.software import open_by_software, send_by_software
from requests_app.workflow.taking import Next, Passed, Why, free_for, next_for, take_next
from requests_app.workflow.verification import answer_check, judge_document, missing
from requests_app.workflow.wanting import awaiting_second_look

__all__ = [
    "Item", "Mark", "MoveRefused", "Next", "NotAllowed", "NotComplete", "NotOneColleague", "Passed", "Proposal",
    "Refusal", "Why", "WorkflowError", "add_note", "answer", "answer_check", "answer_item", "answer_proposal",
    "appeal", "appeal_with", "approve", "ask", "awaiting_second_look", "candidates_of", "change_address",
    "change_at_counter", "claim", "clear_flags", "close_hand_offs", "close_unanswered", "cover_for_customer",
    "days_opened", "deliver", "end_hold", "erase", "expire", "finish_mention", "free_for", "hand_off_held_by",
    "hand_off_to_take", "hand_over", "has_code_to_show", "hold", "judge_document", "keep_claim", "keep_vin",
    "keep_words_of_appeal", "look_again", "mark_paid", "may_appeal", "may_ask_again", "mentions_of", "merge", "missing",
    "new_hand_off", "new_link", "next_for", "object_to_change", "open_at_counter", "open_by_software", "park",
    "proposal_for", "read_holder", "read_number_off", "read_sample", "read_vin_tail", "recall", "recheck", "refuse",
    "release", "release_alone", "rely", "reopen_item", "required_checks", "reveal", "sample_of", "samples_for",
    "save_answers", "say_not_worked", "say_worked", "second_look", "see_answer", "see_code", "see_original", "see_page",
    "send", "send_at_counter", "send_by_software", "send_letter_again", "set_letter_aside", "settle_sample",
    "start_again", "start_draft", "take_hand_off", "take_next", "type_code", "unanswered", "unpark", "vin_not_on_paper",
    "wants_factor", "withdraw", "words_of_appeal",
]  # fmt: skip
