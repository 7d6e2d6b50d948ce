"""A second look is a row of its own; the policy is frozen into the request; answers name their pictures."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('requests_app', '0017_hold_uncovered_pictures'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveField(
            model_name='coderequest',
            name='second_person',
        ),
        migrations.AddField(
            model_name='candidate',
            name='answered_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='check',
            name='pictures',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='coderequest',
            name='policy',
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.AddField(
            model_name='desk',
            name='second_always',
            field=models.BooleanField(default=False, verbose_name='a second person looks at every request'),
        ),
        migrations.AddField(
            model_name='desk',
            name='second_for_first',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='a second person looks at the first releases of each clerk: how many'),
        ),
        migrations.AddField(
            model_name='desk',
            name='second_for_override',
            field=models.BooleanField(default=True, verbose_name="a second person looks where a clerk's reading stands against the customer's"),
        ),
        migrations.AddField(
            model_name='desk',
            name='second_for_typed_code',
            field=models.BooleanField(default=True, verbose_name='a second person looks where a code was typed by hand and no source confirms it'),
        ),
        migrations.AddField(
            model_name='desk',
            name='second_share',
            field=models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='a second person looks at a random share of requests: percent'),
        ),
        migrations.AddField(
            model_name='desk',
            name='single_person',
            field=models.BooleanField(default=False, verbose_name='one person works at this desk: a reason and a waiting time stand in for a second person'),
        ),
        migrations.AddField(
            model_name='desk',
            name='single_wait_hours',
            field=models.PositiveSmallIntegerField(default=24, validators=[django.core.validators.MinValueValidator(1)], verbose_name='waiting time where one person works: hours'),
        ),
        migrations.AddField(
            model_name='reading',
            name='not_on_paper',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='reading',
            name='pictures',
            field=models.JSONField(default=list),
        ),
        migrations.CreateModel(
            name='SecondLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField()),
                ('verdict', models.CharField(choices=[('yes', 'Yes'), ('no', 'No')], max_length=3)),
                ('reason', models.CharField(max_length=300)),
                ('number_agrees', models.BooleanField(null=True)),
                ('vin_agrees', models.BooleanField(null=True)),
                ('looked_at', models.JSONField(default=list)),
                ('waits_until', models.DateTimeField(null=True)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('code_request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='second_looks', to='requests_app.coderequest')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
    ]
