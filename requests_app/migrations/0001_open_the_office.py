"""The office: desks, requests, documents, checks, look-ups, record, outbox."""

import django.db.models.deletion
import requests_app.states
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('guides_app', '0001_the_library'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Desk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('slug', models.SlugField(unique=True)),
                ('active', models.BooleanField(default=True, verbose_name='answers requests')),
                ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='demonstration desk')),
                ('address', models.TextField(blank=True, max_length=400, verbose_name='address')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                ('email', models.EmailField(max_length=254, verbose_name='reply address')),
                ('time_zone', models.CharField(default='Europe/Paris', max_length=64, verbose_name='time zone')),
                ('answer_minutes', models.PositiveIntegerField(default=120, verbose_name='answers within (minutes of opening hours)')),
                ('evidence_level', models.CharField(choices=[('basic', 'Basic: known customers, label only'), ('standard', 'Standard: label and registration certificate'), ('strict', 'Strict: and VIN plate and name on an identity paper'), ('counter', 'Counter: originals are shown in person')], default='standard', max_length=10, verbose_name='evidence level')),
                ('second_person', models.BooleanField(default=True, verbose_name='a second person looks at flagged requests')),
                ('price_text', models.CharField(default='Free', max_length=120, verbose_name='price, as customers read it')),
            ],
            options={
                'verbose_name': 'desk',
                'verbose_name_plural': 'desks',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Candidate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField()),
                ('source', models.CharField(choices=[('registry', 'Known codes of this desk'), ('calculator', 'Calculated from the pre-code'), ('manufacturer', 'Manufacturer'), ('dealer', 'Dealer system or file'), ('papers', 'Code card or service book')], max_length=12)),
                ('provenance', models.CharField(max_length=200)),
                ('sealed_code', models.BinaryField()),
                ('code_fingerprint', models.CharField(max_length=64)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('choice_reason', models.CharField(blank=True, max_length=300)),
                ('failed_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='CodeRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(editable=False, max_length=12, null=True, unique=True, verbose_name='reference')),
                ('status', models.CharField(choices=[(requests_app.states.Status['DRAFT'], 'Not sent yet'), (requests_app.states.Status['RECEIVED'], 'Received'), (requests_app.states.Status['CHECKING'], 'Being checked'), (requests_app.states.Status['NEEDS_INFO'], 'Waiting for you'), (requests_app.states.Status['LOOKUP'], 'Looking up'), (requests_app.states.Status['READY'], 'Code ready'), (requests_app.states.Status['NOT_WORKED'], 'Being looked at again'), (requests_app.states.Status['CLOSED'], 'Finished'), (requests_app.states.Status['REFUSED'], 'Not given'), (requests_app.states.Status['WITHDRAWN'], 'Withdrawn'), (requests_app.states.Status['EXPIRED'], 'Closed'), (requests_app.states.Status['ERASED'], 'Deleted')], default=requests_app.states.Status['DRAFT'], max_length=12, verbose_name='state')),
                ('version', models.PositiveIntegerField(default=0)),
                ('language', models.CharField(default='en', max_length=8, verbose_name='language')),
                ('number', models.CharField(blank=True, max_length=40, verbose_name='number, as typed')),
                ('number_kind', models.CharField(blank=True, max_length=8)),
                ('number_for_person', models.CharField(blank=True, max_length=20)),
                ('number_unknown', models.CharField(blank=True, choices=[('nothing_shown', 'The buttons show nothing'), ('cannot_remove', 'I cannot take the radio out'), ('damaged', 'The label is damaged'), ('other', 'Something else')], max_length=16)),
                ('number_fingerprint', models.CharField(blank=True, max_length=64)),
                ('vin_sealed', models.BinaryField(null=True)),
                ('vin_fingerprint', models.CharField(blank=True, max_length=64)),
                ('asker', models.CharField(blank=True, choices=[('owner', 'The owner of the car'), ('for_owner', 'Asking for the owner (family or friend)'), ('trade', 'A garage or dealer')], max_length=10, verbose_name='asks as')),
                ('name', models.CharField(blank=True, max_length=100, verbose_name='name')),
                ('owner_name', models.CharField(blank=True, max_length=100, verbose_name='name of the owner')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email')),
                ('email_fingerprint', models.CharField(blank=True, max_length=64)),
                ('declared_at', models.DateTimeField(null=True)),
                ('claimed_until', models.DateTimeField(blank=True, null=True)),
                ('verification_round', models.PositiveSmallIntegerField(default=1)),
                ('approved_at', models.DateTimeField(null=True)),
                ('refusal', models.CharField(blank=True, max_length=30)),
                ('started_at', models.DateTimeField(auto_now_add=True)),
                ('touched_at', models.DateTimeField(auto_now=True)),
                ('sent_at', models.DateTimeField(db_index=True, null=True)),
                ('promised_at', models.DateTimeField(null=True)),
                ('answer_until', models.DateTimeField(null=True)),
                ('delivered_at', models.DateTimeField(null=True)),
                ('revealed_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('purged_stage', models.PositiveSmallIntegerField(default=0)),
                ('draft_digest', models.CharField(max_length=64, null=True, unique=True)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('clerk', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('delivered', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='requests_app.candidate')),
                ('family', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='guides_app.radiofamily')),
                ('guide', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='guides_app.guide')),
                ('refused_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second_person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='code_requests', to='requests_app.desk')),
            ],
            options={
                'verbose_name': 'request',
                'verbose_name_plural': 'requests',
                'ordering': ['promised_at', 'pk'],
                'permissions': [('review_request', 'Can review requests')],
            },
        ),
        migrations.CreateModel(
            name='Check',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('number', 'The number on the photo is the number that was typed'), ('vin', 'The last 6 of the VIN were read off the certificate'), ('label_real', 'The photo shows a real radio, not a screen or a print'), ('certificate', 'The certificate can be read and is genuine as far as we can see'), ('holder', '(C.1) The holder is the person who asks, or gave permission'), ('car', '(E) The VIN fits the make and the car'), ('permission', 'The permission names the car, the owner and the person who asks'), ('vin_plate', 'The VIN on the car is the VIN on the certificate'), ('identity', 'The name on the identity paper is the name of the person who asks'), ('seen', 'The originals were shown at the counter'), ('flags', 'Every flag was looked at')], max_length=12)),
                ('round', models.PositiveSmallIntegerField()),
                ('verdict', models.CharField(choices=[('yes', 'Yes'), ('no', 'No')], max_length=3)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('code_request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='requests_app.coderequest')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='candidate',
            name='code_request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='candidates', to='requests_app.coderequest'),
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField()),
                ('source', models.CharField(choices=[('registry', 'Known codes of this desk'), ('calculator', 'Calculated from the pre-code'), ('manufacturer', 'Manufacturer'), ('dealer', 'Dealer system or file'), ('papers', 'Code card or service book')], max_length=12)),
                ('result', models.CharField(choices=[('found', 'found'), ('not_found', 'not found'), ('unavailable', 'not available')], max_length=11)),
                ('detail', models.CharField(blank=True, max_length=200)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('code_request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='requests_app.coderequest')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='AccessLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('kind', models.CharField(choices=[('letter', 'in a letter'), ('device', 'the device that asked')], max_length=8)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField()),
                ('failed_tries', models.PositiveSmallIntegerField(default=0)),
                ('code_request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='requests_app.coderequest')),
            ],
            options={
                'verbose_name': 'link',
                'verbose_name_plural': 'links',
            },
        ),
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bucket', models.CharField(max_length=80)),
                ('window_start', models.DateTimeField()),
                ('count', models.PositiveIntegerField(default=0)),
            ],
            options={
                'indexes': [models.Index(fields=['window_start'], name='counters_by_age')],
                'constraints': [models.UniqueConstraint(fields=('bucket', 'window_start'), name='one_counter_per_window')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=30)),
                ('party', models.CharField(choices=[(requests_app.states.Party['CUSTOMER'], requests_app.states.Party['CUSTOMER']), (requests_app.states.Party['STAFF'], requests_app.states.Party['STAFF']), (requests_app.states.Party['SYSTEM'], requests_app.states.Party['SYSTEM'])], max_length=8)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('data', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('previous_hash', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('code_request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='requests_app.coderequest')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(verbose_name='date')),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='name')),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holidays', to='requests_app.desk')),
            ],
            options={
                'verbose_name': 'holiday',
                'verbose_name_plural': 'holidays',
                'ordering': ['date'],
            },
        ),
        migrations.CreateModel(
            name='KnownCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(choices=[('number', "radio's number"), ('vin', 'VIN (radio fitted at the factory)')], max_length=6, verbose_name='known by')),
                ('fingerprint', models.CharField(max_length=64)),
                ('sealed_code', models.BinaryField()),
                ('code_fingerprint', models.CharField(max_length=64)),
                ('source', models.CharField(choices=[('registry', 'Known codes of this desk'), ('calculator', 'Calculated from the pre-code'), ('manufacturer', 'Manufacturer'), ('dealer', 'Dealer system or file'), ('papers', 'Code card or service book')], max_length=12, verbose_name='source')),
                ('provenance', models.CharField(max_length=200, verbose_name='where exactly')),
                ('times_worked', models.PositiveIntegerField(default=0)),
                ('times_failed', models.PositiveIntegerField(default=0)),
                ('last_worked_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='known_codes', to='requests_app.desk')),
            ],
            options={
                'verbose_name': 'known code',
                'verbose_name_plural': 'known codes',
            },
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('clerk', 'Clerk'), ('lead', 'Lead'), ('guide_editor', 'Guide editor'), ('auditor', 'Auditor')], default='clerk', max_length=12, verbose_name='role')),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='requests_app.desk')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='desk_roles', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'member of staff',
                'verbose_name_plural': 'staff',
                'ordering': ['desk', 'user'],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('letter', models.CharField(choices=[('received', 'We have your request'), ('needs_info', 'We need more from you'), ('ready', 'Your code is ready'), ('new_code', 'A new code'), ('refused', 'We cannot give the code'), ('closed', 'Finished'), ('withdrawn', 'You withdrew'), ('erased', 'Your data were deleted'), ('lost_link', 'Your link'), ('not_worked', 'We are looking again')], max_length=12)),
                ('key', models.CharField(max_length=80, unique=True)),
                ('message_id', models.CharField(max_length=120, unique=True)),
                ('recipient', models.EmailField(blank=True, max_length=254)),
                ('recipient_fingerprint', models.CharField(db_index=True, max_length=64)),
                ('params', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('due_at', models.DateTimeField()),
                ('lease_until', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('sent_at', models.DateTimeField(null=True)),
                ('failed_at', models.DateTimeField(null=True)),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('last_error', models.CharField(blank=True, max_length=80)),
                ('code_request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='requests_app.coderequest')),
            ],
            options={
                'verbose_name': 'letter',
                'verbose_name_plural': 'letters',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='OpeningHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], verbose_name='weekday')),
                ('opens', models.TimeField(verbose_name='opens')),
                ('closes', models.TimeField(verbose_name='closes')),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opening_hours', to='requests_app.desk')),
            ],
            options={
                'verbose_name': 'opening hours',
                'verbose_name_plural': 'opening hours',
                'ordering': ['weekday', 'opens'],
            },
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(choices=[('number', "Radio's number"), ('vin6', 'Last 6 of the VIN')], max_length=8)),
                ('round', models.PositiveSmallIntegerField()),
                ('value', models.CharField(max_length=40)),
                ('agrees', models.BooleanField(null=True)),
                ('override_reason', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('code_request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='requests_app.coderequest')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Reveal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shown_at', models.DateTimeField(auto_now_add=True)),
                ('code_request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reveals', to='requests_app.coderequest')),
                ('link', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to='requests_app.accesslink')),
            ],
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slot', models.CharField(choices=[('label', 'Radio label or display'), ('front', 'Front of the radio'), ('certificate', 'Registration certificate'), ('vin_plate', 'VIN on the car'), ('identity', 'Identity paper, name only'), ('permission', 'Permission of the owner'), ('purchase', 'Purchase contract or other proof'), ('display', 'What the display shows')], max_length=12, verbose_name='what it shows')),
                ('source_fingerprint', models.CharField(blank=True, db_index=True, max_length=64)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('replaced_at', models.DateTimeField(null=True)),
                ('deleted_at', models.DateTimeField(null=True)),
                ('code_request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uploads', to='requests_app.coderequest')),
            ],
            options={
                'verbose_name': 'document',
                'verbose_name_plural': 'documents',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Page',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('file_name', models.CharField(max_length=64, unique=True)),
                ('thumb_name', models.CharField(max_length=64, unique=True)),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('hints', models.JSONField(default=list)),
                ('upload', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pages', to='requests_app.upload')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Feedback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('worked', models.BooleanField()),
                ('display', models.CharField(blank=True, choices=[('error', 'ERROR'), ('wait', 'WAIT or SAFE'), ('code', 'Still CODE or 0000'), ('nothing', 'Nothing, or something else'), ('stuck', 'The digits cannot be entered')], max_length=8)),
                ('entered', models.CharField(blank=True, choices=[('yes', 'Yes'), ('other', 'I entered something else'), ('not_sure', 'I am not sure')], max_length=8)),
                ('tries', models.PositiveSmallIntegerField(null=True)),
                ('comment', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('code_request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='feedback', to='requests_app.coderequest')),
                ('photo', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='requests_app.upload')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='AskedItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField()),
                ('slot', models.CharField(choices=[('label', 'Radio label or display'), ('front', 'Front of the radio'), ('certificate', 'Registration certificate'), ('vin_plate', 'VIN on the car'), ('identity', 'Identity paper, name only'), ('permission', 'Permission of the owner'), ('purchase', 'Purchase contract or other proof'), ('display', 'What the display shows')], max_length=12)),
                ('problem', models.CharField(choices=[('blur', 'Not sharp'), ('glare', 'White spot on it'), ('cut', 'Part of it is missing'), ('dark', 'Too dark'), ('small', 'Too small'), ('wrong_item', 'Another label'), ('part_no', 'Only the part number is visible'), ('mismatch', 'Not the number that was typed'), ('field_e', '(E) cannot be read'), ('field_c1', '(C.1) cannot be read'), ('over_covered', 'Too much is covered'), ('old_holder', 'Shows an earlier holder, or has expired'), ('screen_photo', 'Photo of a screen'), ('missing', 'Was not sent')], max_length=14)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('answer_text', models.CharField(blank=True, max_length=500)),
                ('answered_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('code_request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='asked_items', to='requests_app.coderequest')),
                ('answer_upload', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='requests_app.upload')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddIndex(
            model_name='coderequest',
            index=models.Index(fields=['desk', 'status', 'promised_at'], name='queue_by_due'),
        ),
        migrations.AddIndex(
            model_name='coderequest',
            index=models.Index(fields=['number_fingerprint'], name='request_by_number'),
        ),
        migrations.AddIndex(
            model_name='coderequest',
            index=models.Index(fields=['vin_fingerprint'], name='request_by_vin'),
        ),
        migrations.AddIndex(
            model_name='coderequest',
            index=models.Index(fields=['email_fingerprint'], name='request_by_email'),
        ),
        migrations.AddIndex(
            model_name='coderequest',
            index=models.Index(fields=['status', 'touched_at'], name='request_by_age'),
        ),
        migrations.AddConstraint(
            model_name='coderequest',
            constraint=models.CheckConstraint(condition=models.Q(('status', requests_app.states.Status['DRAFT']), ('reference__isnull', False), _connector='OR'), name='a_sent_request_has_a_reference'),
        ),
        migrations.AddConstraint(
            model_name='coderequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', requests_app.states.Status['READY']), _negated=True), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False), ('delivered__isnull', False)), _connector='OR'), name='a_ready_request_was_approved'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.UniqueConstraint(fields=('code_request', 'number'), name='events_are_numbered'),
        ),
        migrations.AddConstraint(
            model_name='holiday',
            constraint=models.UniqueConstraint(fields=('desk', 'date'), name='one_holiday_row_per_day'),
        ),
        migrations.AddConstraint(
            model_name='knowncode',
            constraint=models.UniqueConstraint(fields=('desk', 'subject', 'fingerprint', 'code_fingerprint'), name='a_known_code_stands_once'),
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.UniqueConstraint(fields=('desk', 'user'), name='one_role_per_desk_and_person'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(models.F('due_at'), condition=models.Q(('cancelled_at__isnull', True), ('failed_at__isnull', True), ('sent_at__isnull', True)), name='letters_to_send'),
        ),
        migrations.AddConstraint(
            model_name='openinghours',
            constraint=models.CheckConstraint(condition=models.Q(('opens__lt', models.F('closes'))), name='opens_before_it_closes'),
        ),
        migrations.AddConstraint(
            model_name='openinghours',
            constraint=models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='weekday_is_0_to_6'),
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=models.UniqueConstraint(fields=('upload', 'number'), name='one_picture_per_page'),
        ),
    ]
