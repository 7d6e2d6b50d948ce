"""How long what is kept: a desk may set it, and a request keeps the days with which it began."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("requests_app", "0011_seal_numbers"),
    ]

    operations = [
        migrations.AddField(
            model_name='coderequest',
            name='code_days',
            field=models.PositiveSmallIntegerField(default=30),
        ),
        migrations.AddField(
            model_name='coderequest',
            name='documents_days',
            field=models.PositiveSmallIntegerField(default=30),
        ),
        migrations.AddField(
            model_name='coderequest',
            name='person_days',
            field=models.PositiveSmallIntegerField(default=90),
        ),
        migrations.AddField(
            model_name='coderequest',
            name='record_days',
            field=models.PositiveSmallIntegerField(default=730),
        ),
        migrations.AddField(
            model_name='desk',
            name='code_days',
            field=models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(90)], verbose_name='days after the end for which the code can be seen'),
        ),
        migrations.AddField(
            model_name='desk',
            name='documents_days',
            field=models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(14), django.core.validators.MaxValueValidator(90)], verbose_name='days after the end for which photos are kept'),
        ),
        migrations.AddField(
            model_name='desk',
            name='person_days',
            field=models.PositiveSmallIntegerField(default=90, validators=[django.core.validators.MinValueValidator(14), django.core.validators.MaxValueValidator(180)], verbose_name='days after the end for which name and address are kept'),
        ),
        migrations.AddField(
            model_name='desk',
            name='record_days',
            field=models.PositiveSmallIntegerField(default=730, validators=[django.core.validators.MinValueValidator(365), django.core.validators.MaxValueValidator(1825)], verbose_name='days after the end for which the record is kept'),
        ),
        migrations.AddConstraint(
            model_name='desk',
            constraint=models.CheckConstraint(condition=models.Q(('documents_days__gte', 14), ('documents_days__lte', 90)), name='documents_days_within_bounds', violation_error_message='This number of days is not within its bounds.'),
        ),
        migrations.AddConstraint(
            model_name='desk',
            constraint=models.CheckConstraint(condition=models.Q(('code_days__gte', 1), ('code_days__lte', 90)), name='code_days_within_bounds', violation_error_message='This number of days is not within its bounds.'),
        ),
        migrations.AddConstraint(
            model_name='desk',
            constraint=models.CheckConstraint(condition=models.Q(('person_days__gte', 14), ('person_days__lte', 180)), name='person_days_within_bounds', violation_error_message='This number of days is not within its bounds.'),
        ),
        migrations.AddConstraint(
            model_name='desk',
            constraint=models.CheckConstraint(condition=models.Q(('record_days__gte', 365), ('record_days__lte', 1825)), name='record_days_within_bounds', violation_error_message='This number of days is not within its bounds.'),
        ),
        migrations.AddConstraint(
            model_name='desk',
            constraint=models.CheckConstraint(condition=models.Q(('code_days__lte', models.F('person_days')), ('documents_days__lte', models.F('person_days'))), name='nothing_outlives_the_person', violation_error_message='Photos and codes cannot be kept longer than the name of the person.'),
        ),
    ]
