"""The shop: its hours, its evidence level, its words, and who works there in which role."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from requests_app import contrast, keeping
from requests_app.identity import NotAnAddress, canonical_email
from requests_app.keeping import Rule
from requests_app.web_addresses import check_host_name, check_slug


class EvidenceLevel(models.TextChoices):
    """What this desk wants to see before it gives a code (policy.py says what each asks)."""

    BASIC = "basic", _("Basic: known customers, label only")
    STANDARD = "standard", _("Standard: label and registration certificate")
    STRICT = "strict", _("Strict: and VIN plate and name on an identity paper")
    COUNTER = "counter", _("Counter: originals are shown in person")


class Role(models.TextChoices):
    """What a member of staff may do at a desk."""

    CLERK = "clerk", _("Clerk")
    LEAD = "lead", _("Lead")
    GUIDE_EDITOR = "guide_editor", _("Guide editor")
    AUDITOR = "auditor", _("Auditor")


LONGEST_ANSWER_MINUTES = 6000
LONGEST_AGAIN = 180  # days; no desk keeps a name for longer after the end
FIRST_SOURCES = ("registry", "calculator")
OUR_COLOUR = "#0a6b3d"
TOO_LIGHT = _(
    "White text on this colour has a contrast of %(ratio)s to 1, and %(least)s to 1 is needed so that people can read "
    "it. The nearest colour that holds is %(nearest)s."
)


def _days(rule: Rule, words: Any) -> "models.PositiveSmallIntegerField[int, int]":
    """A number of days that a desk may set within the bounds of the table."""
    bounds = [MinValueValidator(rule.least), MaxValueValidator(rule.most)]
    return models.PositiveSmallIntegerField(words, default=rule.days, validators=bounds)


def first_sources() -> list[str]:
    """The sources of codes that a new desk asks."""
    return list(FIRST_SOURCES)


def check_colour(colour: str) -> None:
    """Raise ValidationError for what is no colour, or one on which white text is hard to read."""
    if not contrast.is_colour(colour):
        raise ValidationError(_("Choose a colour."))
    ratio = contrast.with_white(colour)
    if ratio < contrast.LEAST:
        said = {"ratio": f"{ratio:.1f}", "least": contrast.LEAST, "nearest": contrast.nearest_readable(colour)}
        raise ValidationError(TOO_LIGHT, params=said)


class Desk(models.Model):
    """One shop that answers requests."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(unique=True, validators=[check_slug])
    host_name = models.CharField(_("host name"), max_length=253, blank=True, validators=[check_host_name])
    active = models.BooleanField(_("answers requests"), default=True)
    is_demo = models.BooleanField(_("demonstration desk"), default=False, editable=False)
    address = models.TextField(_("address"), max_length=400, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("reply address"), max_length=254)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Paris")
    answer_minutes = models.PositiveIntegerField(
        _("answers within (minutes of opening hours)"),
        default=120,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_ANSWER_MINUTES)],
    )
    evidence_level = models.CharField(
        _("evidence level"), max_length=10, choices=EvidenceLevel.choices, default=EvidenceLevel.STANDARD
    )
    second_person = models.BooleanField(_("a second person looks at flagged requests"), default=True)
    second_for_override = models.BooleanField(
        _("a second person looks where a clerk's reading stands against the customer's"), default=True
    )
    second_for_typed_code = models.BooleanField(
        _("a second person looks where a code was typed by hand and no source confirms it"), default=True
    )
    second_for_first = models.PositiveSmallIntegerField(
        _("a second person looks at the first releases of each clerk: how many"), default=0
    )
    second_share = models.PositiveSmallIntegerField(
        _("a second person looks at a random share of requests: percent"), default=0,
        validators=[MaxValueValidator(100)],
    )  # fmt: skip
    sample_share = models.PositiveSmallIntegerField(
        _("quality sample of codes that were sent: percent"), default=0, validators=[MaxValueValidator(100)]
    )
    second_below = models.PositiveSmallIntegerField(
        _("a second person looks where a source’s codes were right less often than: percent"), default=80,
        validators=[MaxValueValidator(100)],
    )  # fmt: skip
    again_days = models.PositiveSmallIntegerField(
        _("days after an approval in which the same owner gets the same code again by the label alone"), default=0,
        validators=[MaxValueValidator(LONGEST_AGAIN)],
    )  # fmt: skip
    second_always = models.BooleanField(_("a second person looks at every request"), default=False)
    single_person = models.BooleanField(
        _("one person works at this desk: a reason and a waiting time stand in for a second person"), default=False
    )
    single_wait_hours = models.PositiveSmallIntegerField(
        _("waiting time where one person works: hours"), default=24, validators=[MinValueValidator(1)]
    )
    colour = models.CharField(_("colour"), max_length=7, default=OUR_COLOUR, validators=[check_colour])
    logo_digest = models.CharField(max_length=64, blank=True, editable=False)
    price_text = models.CharField(_("price, as customers read it"), max_length=120, default="Free")

    sources = models.JSONField(_("sources of codes, in the order in which they are asked"), default=first_sources)
    answers_partners = models.BooleanField(_("other desks with a token are answered"), default=False)
    partner_quota = models.PositiveSmallIntegerField(
        _("questions that each token may ask in a day"), default=50,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
    )  # fmt: skip
    partners_unconfirmed = models.BooleanField(
        _("they are also told codes that no customer here has confirmed"), default=False
    )
    waits_for_payment = models.BooleanField(_("a code is sent only when the request is marked as paid"), default=False)

    documents_days = _days(keeping.DOCUMENTS, _("days after the end for which photos are kept"))
    code_days = _days(keeping.CODE, _("days after the end for which the code can be seen"))
    person_days = _days(keeping.PERSON, _("days after the end for which name and address are kept"))
    record_days = _days(keeping.RECORD, _("days after the end for which the record is kept"))

    class Meta:
        ordering = ["name"]
        verbose_name = _("desk")
        verbose_name_plural = _("desks")
        constraints = [
            models.UniqueConstraint(
                fields=["host_name"],
                condition=~models.Q(host_name=""),
                name="one_desk_for_a_host_name",
                violation_error_message=_("Another desk has this host name."),
            ),
            models.CheckConstraint(condition=models.Q(answer_minutes__gte=1), name="answers_within_some_time"),
            *(
                models.CheckConstraint(
                    condition=models.Q(**{f"{rule.setting}__gte": rule.least, f"{rule.setting}__lte": rule.most}),
                    name=f"{rule.setting}_within_bounds",
                    violation_error_message=_("This number of days is not within its bounds."),
                )
                for rule in keeping.SETTINGS
            ),
            models.CheckConstraint(
                condition=models.Q(documents_days__lte=models.F("person_days"), code_days__lte=models.F("person_days")),
                name="nothing_outlives_the_person",
                violation_error_message=_("Photos and codes cannot be kept longer than the name of the person."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_own_colour(self) -> bool:
        return self.colour != OUR_COLOUR

    def clean(self) -> None:
        """The reply address as letters name it."""
        try:
            self.email = canonical_email(self.email)
        except NotAnAddress:
            raise ValidationError({"email": _("Enter a valid email address.")}) from None


class DeskLogo(models.Model):
    """The logo of a desk, drawn anew and small; its desk knows the digest."""

    desk = models.OneToOneField(Desk, on_delete=models.CASCADE, related_name="logo")
    jpeg = models.BinaryField()

    def __str__(self) -> str:
        return f"logo of {self.desk_id}"


class OpeningHours(models.Model):
    """One span of a weekday on which the desk is open, in the desk's time zone."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField(
        _("weekday"),
        choices=list(
            enumerate(
                [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")]
            )
        ),
    )
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        ordering = ["weekday", "opens"]
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opens__lt=models.F("closes")),
                name="opens_before_it_closes",
                violation_error_message=_("It must close after it opens. Hours past midnight are two rows."),
            ),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="weekday_is_0_to_6"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}-{self.closes:%H:%M}"


class Holiday(models.Model):
    """A day on which the desk stays closed."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="holidays")
    date = models.DateField(_("date"))
    name = models.CharField(_("name"), max_length=80, blank=True)

    class Meta:
        ordering = ["date"]
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        constraints = [models.UniqueConstraint(fields=["desk", "date"], name="one_holiday_row_per_day")]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name}".strip()


class Member(models.Model):
    """A person of the staff at a desk. What they signed in to before `sessions_ended_at` is over."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk_roles")
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.CLERK)
    sessions_ended_at = models.DateTimeField(null=True, editable=False)
    second_look_letters = models.BooleanField(_("a letter when a second look is wanted"), default=True)

    class Meta:
        ordering = ["desk", "user"]
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff")
        constraints = [models.UniqueConstraint(fields=["desk", "user"], name="one_role_per_desk_and_person")]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"
