"""Partner desks: those that are asked, how often their tokens asked, and the line of the label of a radio."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('requests_app', '0051_tell_other_software'),
    ]

    operations = [
        migrations.AddField(
            model_name='coderequest',
            name='label_sealed',
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name='desk',
            name='answers_partners',
            field=models.BooleanField(default=False, verbose_name='other desks with a token are answered'),
        ),
        migrations.AddField(
            model_name='desk',
            name='partner_quota',
            field=models.PositiveSmallIntegerField(default=50, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1000)], verbose_name='questions that each token may ask in a day'),
        ),
        migrations.AddField(
            model_name='desk',
            name='partners_unconfirmed',
            field=models.BooleanField(default=False, verbose_name='they are also told codes that no customer here has confirmed'),
        ),
        migrations.AlterField(
            model_name='apitoken',
            name='kind',
            field=models.CharField(choices=[('customers', 'software of customers'), ('staff', 'software of staff'), ('partner', 'a partner desk')], max_length=10, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='message',
            name='letter',
            field=models.CharField(choices=[('received', 'We have your request'), ('needs_info', 'We need more from you'), ('ready', 'Your code is ready'), ('new_code', 'A new code'), ('refused', 'We cannot give the code'), ('closed', 'Finished'), ('withdrawn', 'You withdrew'), ('merged', 'Two requests are one'), ('erased', 'Your data were deleted'), ('lost_link', 'Your link'), ('not_worked', 'We are looking again'), ('former_address', 'The address was changed, to the former one'), ('invited', 'Invitation to the Desk'), ('password_reset', 'New password'), ('password_changed', 'Password changed'), ('new_device', 'New device'), ('factor_changed', 'Second factor changed'), ('address_changed', 'Address changed'), ('address_was_changed', 'Address changed, to the former one'), ('digest', 'What waits at the Desk'), ('mentioned', 'Named in a note'), ('sample_differs', 'A quality sample did not agree'), ('second_look', 'A second look is wanted'), ('partner_held', 'A partner desk was stopped'), ('record_head', 'Head of the record')], max_length=30),
        ),
        migrations.CreateModel(
            name='PartnerAccess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(null=True)),
                ('asked', models.PositiveIntegerField(default=0)),
                ('misses', models.PositiveIntegerField(default=0)),
                ('held_at', models.DateTimeField(null=True)),
                ('token', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='partner_access', to='requests_app.apitoken')),
            ],
        ),
        migrations.CreateModel(
            name='PartnerDesk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('address', models.CharField(max_length=200, verbose_name='address')),
                ('token_sealed', models.BinaryField()),
                ('asked', models.BooleanField(default=True, verbose_name='is asked')),
                ('failures', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('rests_until', models.DateTimeField(editable=False, null=True)),
                ('last_asked_at', models.DateTimeField(editable=False, null=True)),
                ('last_outcome', models.CharField(blank=True, choices=[('code', 'it knew a code'), ('none', 'it knew none'), ('failed', 'it did not answer'), ('refused', 'its answer was not believed')], editable=False, max_length=8)),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='partners', to='requests_app.desk')),
            ],
            options={
                'verbose_name': 'partner desk',
                'verbose_name_plural': 'partner desks',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('desk', 'name'), name='a_partner_desk_stands_once')],
            },
        ),
    ]
