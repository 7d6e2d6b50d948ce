"""Verdicts on documents, and boxes of squares at which staff point on a photo."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('requests_app', '0045_choose_letters_that_count'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='askeditem',
            name='marked',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='askeditem',
            name='marked_page',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='requests_app.page'),
        ),
        migrations.AlterField(
            model_name='askeditem',
            name='problem',
            field=models.CharField(choices=[('blur', 'Not sharp'), ('glare', 'White spot on it'), ('cut', 'Part of it is missing'), ('dark', 'Too dark'), ('small', 'Too small'), ('wrong_item', 'Another label'), ('part_no', 'Only the part number is visible'), ('mismatch', 'Not the number that was typed'), ('field_e', '(E) cannot be read'), ('field_c1', '(C.1) cannot be read'), ('over_covered', 'Too much is covered'), ('not_theirs', 'Of another person, or of another car'), ('old_holder', 'Shows an earlier holder, or has expired'), ('screen_photo', 'Photo of a screen'), ('missing', 'Was not sent')], max_length=14),
        ),
        migrations.CreateModel(
            name='DocumentVerdict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slot', models.CharField(choices=[('label', 'Radio label or display'), ('front', 'Front of the radio'), ('certificate', 'Registration certificate'), ('vin_plate', 'VIN on the car'), ('identity', 'Identity paper, name only'), ('permission', 'Permission of the owner'), ('purchase', 'Purchase contract or other proof'), ('display', 'What the display shows')], max_length=12)),
                ('round', models.PositiveSmallIntegerField()),
                ('verdict', models.CharField(choices=[('yes', 'Yes'), ('no', 'No')], max_length=3)),
                ('problem', models.CharField(blank=True, choices=[('blur', 'Not sharp'), ('glare', 'White spot on it'), ('cut', 'Part of it is missing'), ('dark', 'Too dark'), ('small', 'Too small'), ('wrong_item', 'Another label'), ('part_no', 'Only the part number is visible'), ('mismatch', 'Not the number that was typed'), ('field_e', '(E) cannot be read'), ('field_c1', '(C.1) cannot be read'), ('over_covered', 'Too much is covered'), ('not_theirs', 'Of another person, or of another car'), ('old_holder', 'Shows an earlier holder, or has expired'), ('screen_photo', 'Photo of a screen'), ('missing', 'Was not sent')], max_length=14)),
                ('pictures', models.JSONField(default=list)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('code_request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='document_verdicts', to='requests_app.coderequest')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
    ]
