"""A request for a code, from its draft to its end."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guides_app.models import Guide, RadioFamily
from requests_app import keeping
from requests_app.models.desk import Desk, Role
from requests_app.models.sealed import open_text, seal_text
from requests_app.states import ANSWER, APPEAL, WITH_STAFF, Status

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

VIN_TAIL = 6
CAME_BACK = (ANSWER.name, APPEAL.name)

STATUS_CHOICES = [
    (Status.DRAFT, _("Not sent yet")),
    (Status.RECEIVED, _("Received")),
    (Status.CHECKING, _("Being checked")),
    (Status.NEEDS_INFO, _("Waiting for you")),
    (Status.LOOKUP, _("Looking up")),
    (Status.READY, _("Code ready")),
    (Status.NOT_WORKED, _("Being looked at again")),
    (Status.CLOSED, _("Finished")),
    (Status.REFUSED, _("Not given")),
    (Status.WITHDRAWN, _("Withdrawn")),
    (Status.EXPIRED, _("Closed")),
    (Status.MERGED, _("Merged")),
    (Status.ERASED, _("Deleted")),
]


class Asker(models.TextChoices):
    """Who sends the request, in relation to the holder of the car's papers."""

    OWNER = "owner", _("The owner of the car")
    FOR_OWNER = "for_owner", _("Asking for the owner (family or friend)")
    TRADE = "trade", _("A garage, for a customer")
    STOCK = "stock", _("A dealer or a fleet, for a car of its own")


class NumberUnknown(models.TextChoices):
    """Why the customer goes on without the radio's number."""

    NOTHING_SHOWN = "nothing_shown", _("The buttons show nothing")
    CANNOT_REMOVE = "cannot_remove", _("I cannot take the radio out")
    DAMAGED = "damaged", _("The label is damaged")
    OTHER = "other", _("Something else")


class Refusal(models.TextChoices):
    """Why a request is refused, as staff see it; the customer's words are in the templates, one per code."""

    NOT_READABLE = "not_readable", _("Photos still not readable")
    NOT_HOLDER = "not_holder", _("Holder and requester do not match, no permission")
    MISMATCH = "mismatch", _("Radio not of this car, and no proof of purchase")
    NO_CODE = "no_code", _("This radio has no code, or is not of our brands")
    NOT_FOUND = "not_found", _("Nobody has the code")
    CANNOT_VERIFY = "cannot_verify", _("Cannot be verified (second person required)")
    DUPLICATE = "duplicate", _("The same request is open")
    OUTSIDE = "outside", _("Not our country or network")
    ABUSE = "abuse", _("Test or abuse (no letter)")


class ParkReason(models.TextChoices):
    """What a parked request waits for, as staff see it."""

    MANUFACTURER = "manufacturer", _("The manufacturer answers")
    COLLEAGUE = "colleague", _("A colleague is back")
    CALL_BACK = "call_back", _("A call back to the customer")
    SOURCE = "source", _("A source of codes answers")

    @classmethod
    def by_hand(cls) -> list[tuple[str, Any]]:
        """What a person may park for; for a source it is done by itself."""
        return [(value, label) for value, label in cls.choices if value != cls.SOURCE]


class CodeRequestQuerySet(models.QuerySet["CodeRequest"]):
    """Questions a desk asks of its requests."""

    def sent(self) -> Self:
        return self.exclude(status=Status.DRAFT)

    def of(self, user: "AbstractBaseUser | AnonymousUser", *roles: Role) -> Self:
        """The sent requests of the desks at which this person has one of these roles."""
        desks = Desk.objects.filter(members__user=user.pk or 0, members__role__in=roles or list(Role))
        return self.sent().filter(desk__in=desks)

    def with_staff(self) -> Self:
        return self.filter(status__in=WITH_STAFF)

    def drafts(self) -> Self:
        return self.filter(status=Status.DRAFT)


def sealed_answers(code_request: "CodeRequest", answers: dict[str, Any]) -> dict[str, Any]:
    """Answers by the names of CodeRequest, as its columns keep them: `number`, `label`, `vin` and `vin_tail` sealed."""
    contexts = {"number": "number", "label": "label", "vin": "vin", "vin_tail": "vin-tail"}
    columns = {name: value for name, value in answers.items() if name not in contexts}
    for name in contexts.keys() & answers.keys():
        columns[f"{name}_sealed"] = seal_text(answers[name], context=f"{contexts[name]}:{code_request.pk}")
    return columns


def _of_known(column: str, name: str) -> models.Index:
    """Of the rows that have something there, the newest first: many have not, looking for their like must not walk
    them, and a pre-code that thousands share is read no further than is shown."""
    return models.Index(fields=[column, "-id"], name=name, condition=~models.Q(**{column: ""}))


class CodeRequest(models.Model):
    """What one customer asks of one desk. `workflow` is the only writer of `status` and `version`."""

    reference = models.CharField(_("reference"), max_length=12, unique=True, null=True, editable=False)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="code_requests")
    status = models.CharField(_("state"), max_length=12, choices=STATUS_CHOICES, default=Status.DRAFT)
    version = models.PositiveIntegerField(default=0)
    language = models.CharField(_("language"), max_length=8, default="en")

    # what the customer said
    guide = models.ForeignKey(Guide, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    family = models.ForeignKey(RadioFamily, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    number_sealed = models.BinaryField(null=True)
    label_sealed = models.BinaryField(null=True)
    number_kind = models.CharField(max_length=8, blank=True)
    number_for_person = models.CharField(max_length=20, blank=True)
    number_unknown = models.CharField(max_length=16, choices=NumberUnknown.choices, blank=True)
    number_fingerprint = models.CharField(max_length=64, blank=True)
    part_fingerprint = models.CharField(max_length=64, blank=True, default="")
    serial_fingerprint = models.CharField(max_length=64, blank=True, default="")
    vin_sealed = models.BinaryField(null=True)
    vin_fingerprint = models.CharField(max_length=64, blank=True, default="")
    vin_tail_sealed = models.BinaryField(null=True)
    vin_tail_fingerprint = models.CharField(max_length=64, blank=True)
    vin_tail_unknown = models.BooleanField(default=False)
    asker = models.CharField(_("asks as"), max_length=10, choices=Asker.choices, blank=True)
    name = models.CharField(_("name"), max_length=100, blank=True)
    owner_name = models.CharField(_("name of the owner"), max_length=100, blank=True)
    email = models.EmailField(_("email"), max_length=254, blank=True)
    email_fingerprint = models.CharField(max_length=64, blank=True)
    declared_at = models.DateTimeField(null=True)

    policy = models.JSONField(default=dict, editable=False)
    noticed = models.JSONField(
        default=list, editable=False
    )  # kinds of flags that rest on numbers, found when they came

    # who works on it
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    filed_by = models.ForeignKey(
        "requests_app.ApiToken", on_delete=models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )
    clerk = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    given_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    given_back_at = models.DateTimeField(null=True)
    came_by = models.CharField(max_length=16, blank=True, default="")
    parked_until = models.DateTimeField(null=True)
    parked_for = models.CharField(max_length=12, choices=ParkReason.choices, blank=True, default="")
    park_case = models.CharField(max_length=60, blank=True, default="")
    second_look_since = models.DateTimeField(null=True)
    verification_round = models.PositiveSmallIntegerField(default=1)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    refusal = models.CharField(max_length=30, blank=True)
    delivered = models.ForeignKey(
        "requests_app.Candidate", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, editable=False, related_name="+", db_index=False
    )

    again_of = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, editable=False, related_name="+", db_index=False
    )
    short_round = models.PositiveSmallIntegerField(default=0, editable=False)

    # when
    started_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(auto_now=True)
    sent_at = models.DateTimeField(null=True, db_index=True)
    promised_at = models.DateTimeField(null=True)
    promise_left = models.DurationField(null=True)
    answer_until = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    revealed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    documents_days = models.PositiveSmallIntegerField(default=keeping.DOCUMENTS.days)
    code_days = models.PositiveSmallIntegerField(default=keeping.CODE.days)
    person_days = models.PositiveSmallIntegerField(default=keeping.PERSON.days)
    record_days = models.PositiveSmallIntegerField(default=keeping.RECORD.days)
    purged_stage = models.PositiveSmallIntegerField(default=0)
    held_until = models.DateTimeField(null=True)
    erase_asked_at = models.DateTimeField(null=True)
    draft_digest = models.CharField(max_length=64, unique=True, null=True)

    objects = CodeRequestQuerySet.as_manager()

    class Meta:
        ordering = ["promised_at", "pk"]
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        indexes = [
            models.Index(fields=["desk", "status", "promised_at", "id"], name="queue_by_due"),
            models.Index(fields=["desk", "status", "-id"], name="requests_of_state"),
            models.Index(fields=["desk", "-id"], name="requests_of_desk"),
            models.Index(fields=["clerk", "status", "promised_at", "id"], name="requests_of_clerk"),
            models.Index(
                fields=["desk", "came_by", "promised_at", "id"],
                name="came_back_by_due",
                condition=models.Q(came_by__in=CAME_BACK, status__in=WITH_STAFF),
            ),
            models.Index(fields=["desk", "sent_at"], name="open_by_age", condition=models.Q(status__in=WITH_STAFF)),
            models.Index(
                fields=["desk", "parked_until", "id"], name="parked_by_time", condition=~models.Q(parked_for="")
            ),
            models.Index(
                fields=["desk", "promised_at", "id"],
                name="second_look_by_due",
                condition=models.Q(second_look_since__isnull=False),
            ),
            _of_known("number_fingerprint", "request_by_number"),
            _of_known("serial_fingerprint", "request_by_serial"),
            _of_known("part_fingerprint", "request_by_part"),
            _of_known("vin_fingerprint", "request_by_vin"),
            _of_known("vin_tail_fingerprint", "request_by_vin_tail"),
            models.Index(fields=["desk", "started_at"], name="requests_by_begin"),
            models.Index(fields=["email_fingerprint", "-id"], name="request_by_email"),
            models.Index(fields=["status", "touched_at"], name="request_by_age"),
            models.Index(
                fields=["desk", "held_until"], condition=models.Q(held_until__isnull=False), name="requests_on_hold"
            ),
            models.Index(
                fields=["filed_by", "-id"], condition=models.Q(filed_by__isnull=False), name="requests_of_software"
            ),
            models.Index(fields=["again_of"], condition=models.Q(again_of__isnull=False), name="requests_asked_again"),
            models.Index(
                fields=["erase_asked_at"], condition=models.Q(erase_asked_at__isnull=False), name="erasures_put_off"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status=Status.DRAFT) | models.Q(reference__isnull=False),
                name="a_sent_request_has_a_reference",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=Status.READY)
                | models.Q(delivered__isnull=False, approved_by__isnull=False, approved_at__isnull=False),
                name="a_ready_request_was_approved",
            ),
        ]

    def __str__(self) -> str:
        return self.reference or "draft"

    @property
    def number(self) -> str:
        """The radio's number as the customer gave it, opened; or nothing."""
        return open_text(self.number_sealed, context=f"number:{self.pk}")

    @property
    def label(self) -> str:
        """The whole line of the label, where the customer typed that, opened; or nothing."""
        return open_text(self.label_sealed, context=f"label:{self.pk}")

    @property
    def vin(self) -> str:
        """The whole VIN as the customer gave it, opened; or nothing."""
        return open_text(self.vin_sealed, context=f"vin:{self.pk}")

    @property
    def vin_tail(self) -> str:
        """The last 6 characters of the VIN as the customer gave them, opened; or nothing."""
        return self.vin[-VIN_TAIL:] or open_text(self.vin_tail_sealed, context=f"vin-tail:{self.pk}")

    @property
    def car(self) -> str:
        """The car as the customer named it, or nothing where no guide was chosen."""
        return self.guide.label if self.guide else ""

    @property
    def is_held(self) -> bool:
        """Whether nothing of it may be deleted now, for a lead said so; that ends by itself."""
        return self.held_until is not None and self.held_until > timezone.now()

    def is_in_hand(self, now: datetime) -> bool:
        """Whether its clerk works on it at this moment: the move is the desk's, and the claim has not run out."""
        living = self.claimed_until is not None and self.claimed_until > now
        return living and self.clerk_id is not None and self.status in WITH_STAFF

    @property
    def relies(self) -> bool:
        """Whether this round rests on the verification of `again_of`, and looks at the label alone."""
        return self.again_of_id is not None and self.short_round == self.verification_round

    @property
    def state(self) -> Status:
        return Status(self.status)
