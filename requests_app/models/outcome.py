"""What customers said of codes: of one request, and by source and radio for as long as the desk is there."""

from django.db import models

from requests_app.models.code_request import CodeRequest
from requests_app.models.desk import Desk
from requests_app.models.lookup import LONGEST_SOURCE


class CodeOutcome(models.Model):
    """How one code of a request did, and what was counted for it: ids of known codes, and whether each source, by its
    slug, was right. It goes with the person's data; what was learnt stays, and an erasure takes it back by this row.
    """

    code_request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, related_name="code_outcomes")
    candidate = models.PositiveBigIntegerField()
    worked = models.BooleanField()
    radio = models.SlugField(blank=True)
    known = models.JSONField(default=list)
    sources = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code_request", "candidate"], name="a_code_has_one_outcome"),
        ]

    def __str__(self) -> str:
        return f"code {self.candidate}: {'worked' if self.worked else 'did not work'}"


class SourceScore(models.Model):
    """How often the codes that a source gave for radios of one family were right and wrong. `radio` is the slug of the
    family in the library, or empty where none was chosen."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="source_scores")
    radio = models.SlugField(blank=True)
    source = models.CharField(max_length=LONGEST_SOURCE)
    right = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["radio", "source"]
        constraints = [models.UniqueConstraint(fields=["desk", "radio", "source"], name="a_source_has_one_score")]

    def __str__(self) -> str:
        return f"{self.source} for {self.radio}: {self.right} right, {self.wrong} wrong"

    @property
    def known(self) -> int:
        """Of how many codes it is known how they did."""
        return self.right + self.wrong

    @property
    def likely(self) -> float:
        """How likely its next code is right, from 0 to 1; one half where nothing is known."""
        return (self.right + 1) / (self.known + 2)
