"""What is left of a request that was begun and never sent: for which car and radio, and on which day."""

from django.db import models

from guides_app.models import Guide, RadioFamily
from requests_app.models.desk import Desk


class DroppedDraft(models.Model):
    """Kept when a draft is deleted, so that guides at which people give up can be found. Nothing of the person."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="+")
    guide = models.ForeignKey(Guide, on_delete=models.SET_NULL, null=True, related_name="+")
    family = models.ForeignKey(RadioFamily, on_delete=models.SET_NULL, null=True, related_name="+")
    began_on = models.DateField(db_index=True)
    without_number = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"begun on {self.began_on}"
