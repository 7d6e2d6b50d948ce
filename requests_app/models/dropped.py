"""What is left of a request that was begun and never sent: for which car and radio, how far it came, and when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from guides_app.models import Guide, RadioFamily
from requests_app.models.desk import Desk


class Reached(models.TextChoices):
    """The last part of the wizard that was answered, in the order of its questions."""

    BEGUN = "begun", _("Begun")
    NUMBER = "number", _("Radio’s number")
    LABEL = "label", _("Photo of the radio")
    CERTIFICATE = "certificate", _("Registration certificate or other proof")
    CONTACT = "contact", _("Name and address")


class DroppedDraft(models.Model):
    """Kept when a draft is deleted, so that guides and questions at which people give up can be found. Nothing of the
    person. Without `dropped_on` it is older than that column."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="+")
    guide = models.ForeignKey(Guide, on_delete=models.SET_NULL, null=True, related_name="+")
    family = models.ForeignKey(RadioFamily, on_delete=models.SET_NULL, null=True, related_name="+")
    began_on = models.DateField(db_index=True)
    dropped_on = models.DateField(null=True, db_index=True)
    reached = models.CharField(max_length=12, choices=Reached.choices, default=Reached.BEGUN)
    without_number = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"begun on {self.began_on}"
