"""What leans on a radio family, so that it cannot be taken away: guides, radios that are alike it, requests."""

from typing import Any

from django.db import models
from django.db.models.fields.reverse_related import ForeignObjectRel

from guides_app.models import Guide, RadioFamily

GOES_WITH_IT = (models.CASCADE, models.DO_NOTHING)  # its own facts and the finder's words; lines of history stay


def leaning(family: RadioFamily) -> list[str]:
    """The names of guides and radios, drafts not counted, and the kinds of other rows that name this family."""
    guides = [str(guide) for guide in Guide.objects.with_car().filter(fitments__family=family)]
    kin = [str(radio) for radio in family.kin.all()]
    return [*guides, *kin, *(str(rel.related_model._meta.verbose_name_plural) for rel in _others(family))]  # noqa: SLF001


def _others(family: RadioFamily) -> list[Any]:
    known = {"fitments", "kin", "guides"}
    return [
        field
        for field in RadioFamily._meta.get_fields(include_hidden=True)  # noqa: SLF001
        if isinstance(field, ForeignObjectRel)
        and field.get_accessor_name() not in known
        and field.on_delete not in (None, *GOES_WITH_IT)
        and field.related_model._default_manager.filter(**{field.field.name: family}).exists()  # noqa: SLF001
    ]
