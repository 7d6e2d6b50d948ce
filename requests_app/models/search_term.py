"""The words by which a request is found: of names, of the address, of its reference and of a case number."""

import re
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Lookup

from requests_app.models.code_request import CodeRequest
from requests_app.models.desk import Desk

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

LONGEST_TERM = 64
LAST = "\U0010ffff"


class SearchTerm(models.Model):
    """One word of a request. `workflow.searching` writes them beside what they are taken from."""

    class Kind(models.TextChoices):
        REFERENCE = "reference"
        NAME = "name"
        ADDRESS = "address"
        CASE = "case"

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="+", db_index=False)
    code_request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, related_name="terms", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    term = models.CharField(max_length=LONGEST_TERM)

    class Meta:
        indexes = [
            models.Index(
                fields=["desk", "term", "code_request"],
                name="requests_by_term",
                opclasses=["int8_ops", "varchar_pattern_ops", "int8_ops"],
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["code_request", "kind", "term"], name="a_term_stands_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


@models.CharField.register_lookup
class BeginsWith(Lookup[Any]):
    """`term__begins_with`: like `startswith`, by an index on both databases, and with regard to case."""

    lookup_name = "begins_with"

    def as_sql(self, compiler: "SQLCompiler", connection: "BaseDatabaseWrapper") -> tuple[str, Any]:
        """Served by an index of the class varchar_pattern_ops."""
        left, params = self.process_lhs(compiler, connection)
        plain = re.sub(r"([\\%_])", r"\\\1", str(self.rhs))
        return f"{left} LIKE %s", (*params, f"{plain}%")

    def as_sqlite(
        self, compiler: "SQLCompiler", connection: "BaseDatabaseWrapper", **_context: Any
    ) -> tuple[str, list[Any]]:
        """A range, for LIKE does not use the index there."""
        left, params = self.process_lhs(compiler, connection)
        return f"{left} >= %s AND {left} < %s", [*params, self.rhs, *params, f"{self.rhs}{LAST}"]
