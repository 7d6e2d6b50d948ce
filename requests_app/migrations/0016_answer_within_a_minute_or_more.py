"""A desk promises an answer within at least a minute; hours that do not close after they open say why not."""

import django.core.validators
from django.db import migrations, models


def give_nothing_a_minute(apps, schema_editor):
    """A promise of no time at all was accepted until now."""
    apps.get_model("requests_app", "Desk").objects.filter(answer_minutes=0).update(answer_minutes=1)


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0015_check_files")]

    operations = [
        migrations.RunPython(give_nothing_a_minute, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="desk",
            name="answer_minutes",
            field=models.PositiveIntegerField(
                default=120,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(6000),
                ],
                verbose_name="answers within (minutes of opening hours)",
            ),
        ),
        migrations.AddConstraint(
            model_name="desk",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer_minutes__gte", 1)), name="answers_within_some_time"
            ),
        ),
        migrations.AlterConstraint(
            model_name="openinghours",
            name="opens_before_it_closes",
            constraint=models.CheckConstraint(
                condition=models.Q(("opens__lt", models.F("closes"))),
                name="opens_before_it_closes",
                violation_error_message="It must close after it opens. Hours past midnight are two rows.",
            ),
        ),
    ]
