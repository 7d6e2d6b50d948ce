"""Everything the review page shows, gathered once, in a number of questions that does not grow.

No code is in here, but for the one that the answer to "Show" carries. Auditors get the record and masked facts, never
evidence or codes.
"""

from django.utils.functional import cached_property

from guides_app import entry
from requests_app.admin import trust
from requests_app.admin.asked_again import Again, again_of
from requests_app.admin.asked_sources import Asked, Waited, asked_of, waited_for
from requests_app.admin.letters import failing
from requests_app.admin.photos import Picture, answer_photos
from requests_app.admin.review_checks import WITH_CODES, Verification
from requests_app.models import AskedItem, Feedback, InternalNote, Message, Refusal
from requests_app.states import APPEAL, ASK, ENDED


class Review(Verification):
    """The request as this person may see it."""

    @cached_property
    def first_open(self) -> str:
        """The field or button at which the work goes on: its name, or nothing where nobody works on this page."""
        if not (self.may_act and "approve" in self.moves):
            return "send" if self.may_act and "deliver" in self.moves and not self.conflict else ""
        if not (self.number and self.number.settled):
            return "number"
        if self.reads_vin and not (self.vin and self.vin.settled):
            return "vin6"
        return "all_fits"

    @property
    def first_picture(self) -> Picture | None:
        """The document that the first open field asks for."""
        shown = [one for one in self.pictures if not one.sealed]
        wanted = self.slots_of.get(self.first_open, ())
        return next((one for one in shown if one.slot in wanted), shown[0] if shown else None)

    @property
    def unopened(self) -> list[Picture]:
        """What this person has not opened yet; opening this page opens the first picture."""
        return [one for one in self.pictures if not one.opened and one is not self.first_picture]

    @cached_property
    def answers(self) -> list[Picture]:
        """Pictures of the manufacturer's answers, beside the codes that they belong to."""
        if not self.candidates or "answers" not in self.there:
            return []
        return answer_photos(self.code_request, self._answer_pictures, seen=self.seen)

    @cached_property
    def candidates(self) -> list[trust.Judged]:
        if not self.works or self.code_request.status not in WITH_CODES:
            return []
        return trust.judge(
            self.code_request, self._found, shown=self.shown, readings=self._readings, scores=self._scores
        )

    @cached_property
    def again(self) -> Again | None:
        return again_of(self.code_request, may_act=self.may_act) if self.works else None

    @cached_property
    def asked_sources(self) -> list[Asked]:
        """What each source said in this round; auditors read it in the record."""
        return asked_of(self.code_request) if self.works and self.code_request.status in WITH_CODES else []

    @property
    def last_answer(self) -> int:
        """The newest that is on this page."""
        return max((one.key for one in self.asked_sources), default=0)

    @cached_property
    def waited_for(self) -> list[Waited]:
        return waited_for(self.code_request) if self.works and "questions" in self.there else []

    @property
    def conflict(self) -> bool:
        return any(one.trust is trust.Trust.CONFLICT for one in self.candidates)

    @cached_property
    def presses(self) -> list[entry.Press]:
        """The presses for the code that was just shown; nothing while none was."""
        code = next(iter(self.shown.values()), "")
        return entry.presses(self.procedure, code) if self.procedure and code else []

    @cached_property
    def procedure(self) -> entry.Procedure | None:
        family = self.code_request.family
        return family.procedure() if family and self.shown else None

    @cached_property
    def asked(self) -> list[AskedItem]:
        if self.code_request.verification_round == 1:  # whoever asks for more begins another round
            return []
        return list(self.code_request.asked_items.select_related("answer_upload").order_by("-round", "pk"))

    @cached_property
    def appeal(self) -> AskedItem | None:
        """The customer's words against the refusal, while it is the appeal that is worked on."""
        if not (self.code_request.refused_by_id and self.is_waiting):
            return None
        last = self.code_request.events.filter(kind__in=(APPEAL.name, ASK.name)).order_by("-number").first()
        if last is None or last.kind != APPEAL.name:
            return None
        return next((item for item in self.asked if item.answered_at), None)

    @property
    def refusal(self) -> str:
        """Why it was refused, as staff see it."""
        return str(Refusal(self.code_request.refusal).label) if self.code_request.refusal in Refusal.values else ""

    @property
    def answers_to_show(self) -> list[tuple[AskedItem, str]]:
        """What the customer wrote back. Words may hold the number, so all of them wait for the reading."""
        return [(item, item.answer_text if self.number else "") for item in self.asked if item != self.appeal]

    @cached_property
    def feedback(self) -> Feedback | None:
        """What the customer says of the code; nobody says anything of one that was not seen."""
        if self.code_request.revealed_at is None:
            return None
        return self.code_request.feedback.order_by("pk").last()

    @cached_property
    def internal_notes(self) -> list[InternalNote]:
        """What colleagues wrote for each other, newest first; auditors read it too."""
        if "notes" not in self.there:
            return []
        return list(self.code_request.internal_notes.select_related("by").order_by("-pk"))

    @property
    def takes_notes(self) -> bool:
        return self.works and self.code_request.status not in ENDED

    @cached_property
    def failing_letters(self) -> list[Message]:
        return failing(self.code_request) if "letters" in self.there else []
