"""What a desk asks of whom beside the documents of its level."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from requests_app.models.code_request import Asker
from requests_app.models.desk import Desk
from requests_app.models.upload import Slot


class EvidenceRule(models.Model):
    """The documents that a desk asks of one kind of asker beside those of its level. Without a row DEFAULTS hold."""

    SLOTS = (Slot.PERMISSION, Slot.PURCHASE, Slot.VIN_PLATE, Slot.IDENTITY)
    DEFAULTS = {
        Asker.OWNER: (),
        Asker.FOR_OWNER: (Slot.PERMISSION,),
        Asker.TRADE: (Slot.PERMISSION,),
        Asker.STOCK: (Slot.PURCHASE,),
    }

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="evidence_rules")
    asker = models.CharField(_("asks as"), max_length=10, choices=Asker.choices)
    permission = models.BooleanField(Slot.PERMISSION.label, default=False)
    purchase = models.BooleanField(Slot.PURCHASE.label, default=False)
    vin_plate = models.BooleanField(Slot.VIN_PLATE.label, default=False)
    identity = models.BooleanField(Slot.IDENTITY.label, default=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("what is asked of whom")
        verbose_name_plural = _("what is asked of whom")
        constraints = [models.UniqueConstraint(fields=["desk", "asker"], name="one_rule_per_desk_and_asker")]

    def __str__(self) -> str:
        return str(self.get_asker_display())

    @property
    def slots(self) -> tuple[Slot, ...]:
        """In the order in which the wizard asks for them."""
        return tuple(slot for slot in self.SLOTS if getattr(self, slot.value))

    @classmethod
    def of_desk(cls, desk: Desk) -> "list[EvidenceRule]":
        """One for each kind of asker, as it holds now; those that the desk has not changed are not kept."""
        kept = {rule.asker: rule for rule in desk.evidence_rules.all()} if desk.pk else {}
        return [kept.get(asker) or cls._default(desk, asker) for asker in Asker]

    @classmethod
    def _default(cls, desk: Desk, asker: Asker) -> "EvidenceRule":
        return cls(desk=desk, asker=asker, **{slot.value: True for slot in cls.DEFAULTS[asker]})
