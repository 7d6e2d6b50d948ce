"""Two requests of one customer become one; the newest of those with the same key are found first.

A merged request has ended, and the guard of the record must know that.
"""

import django.db.models.deletion
import requests_app.states
from django.conf import settings
from django.db import migrations, models

from requests_app.models import append_only


def guard_again(apps, schema_editor):
    append_only.remove(schema_editor.connection)
    append_only.install(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('guides_app', '0004_call_manuscripts_guides_and_radios'),
        ('requests_app', '0046_judge_documents_and_point_at_photos'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='coderequest',
            name='request_by_email',
        ),
        migrations.RemoveIndex(
            model_name='coderequest',
            name='request_by_number',
        ),
        migrations.RemoveIndex(
            model_name='coderequest',
            name='request_by_serial',
        ),
        migrations.RemoveIndex(
            model_name='coderequest',
            name='request_by_part',
        ),
        migrations.RemoveIndex(
            model_name='coderequest',
            name='request_by_vin',
        ),
        migrations.RemoveIndex(
            model_name='coderequest',
            name='request_by_vin_tail',
        ),
        migrations.AddField(
            model_name='coderequest',
            name='merged_into',
            field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='requests_app.coderequest'),
        ),
        migrations.AlterField(
            model_name='coderequest',
            name='status',
            field=models.CharField(choices=[(requests_app.states.Status['DRAFT'], 'Not sent yet'), (requests_app.states.Status['RECEIVED'], 'Received'), (requests_app.states.Status['CHECKING'], 'Being checked'), (requests_app.states.Status['NEEDS_INFO'], 'Waiting for you'), (requests_app.states.Status['LOOKUP'], 'Looking up'), (requests_app.states.Status['READY'], 'Code ready'), (requests_app.states.Status['NOT_WORKED'], 'Being looked at again'), (requests_app.states.Status['CLOSED'], 'Finished'), (requests_app.states.Status['REFUSED'], 'Not given'), (requests_app.states.Status['WITHDRAWN'], 'Withdrawn'), (requests_app.states.Status['EXPIRED'], 'Closed'), (requests_app.states.Status['MERGED'], 'Merged'), (requests_app.states.Status['ERASED'], 'Deleted')], default=requests_app.states.Status['DRAFT'], max_length=12, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='event',
            name='status',
            field=models.CharField(blank=True, choices=[(requests_app.states.Status['DRAFT'], 'Not sent yet'), (requests_app.states.Status['RECEIVED'], 'Received'), (requests_app.states.Status['CHECKING'], 'Being checked'), (requests_app.states.Status['NEEDS_INFO'], 'Waiting for you'), (requests_app.states.Status['LOOKUP'], 'Looking up'), (requests_app.states.Status['READY'], 'Code ready'), (requests_app.states.Status['NOT_WORKED'], 'Being looked at again'), (requests_app.states.Status['CLOSED'], 'Finished'), (requests_app.states.Status['REFUSED'], 'Not given'), (requests_app.states.Status['WITHDRAWN'], 'Withdrawn'), (requests_app.states.Status['EXPIRED'], 'Closed'), (requests_app.states.Status['MERGED'], 'Merged'), (requests_app.states.Status['ERASED'], 'Deleted')], max_length=12),
        ),
        migrations.AlterField(
            model_name='lettersentence',
            name='letter',
            field=models.CharField(choices=[('received', 'We have your request'), ('needs_info', 'We need more from you'), ('ready', 'Your code is ready'), ('new_code', 'A new code'), ('refused', 'We cannot give the code'), ('closed', 'Finished'), ('withdrawn', 'You withdrew'), ('merged', 'Two requests are one'), ('lost_link', 'Your link'), ('not_worked', 'We are looking again')], max_length=30, verbose_name='letter'),
        ),
        migrations.AlterField(
            model_name='message',
            name='letter',
            field=models.CharField(choices=[('received', 'We have your request'), ('needs_info', 'We need more from you'), ('ready', 'Your code is ready'), ('new_code', 'A new code'), ('refused', 'We cannot give the code'), ('closed', 'Finished'), ('withdrawn', 'You withdrew'), ('merged', 'Two requests are one'), ('erased', 'Your data were deleted'), ('lost_link', 'Your link'), ('not_worked', 'We are looking again'), ('former_address', 'The address was changed, to the former one'), ('invited', 'Invitation to the Desk'), ('password_reset', 'New password'), ('password_changed', 'Password changed'), ('new_device', 'New device'), ('factor_changed', 'Second factor changed'), ('address_changed', 'Address changed'), ('address_was_changed', 'Address changed, to the former one'), ('digest', 'What waits at the Desk'), ('mentioned', 'Named in a note'), ('sample_differs', 'A quality sample did not agree'), ('second_look', 'A second look is wanted'), ('record_head', 'Head of the record')], max_length=30),
        ),
        migrations.AddIndex(
            model_name='coderequest',
            index=models.Index(condition=models.Q(('number_fingerprint', ''), _negated=True), fields=['number_fingerprint', '-id'], name='request_by_number'),
        ),
        migrations.AddIndex(
            model_name='coderequest',
            index=models.Index(condition=models.Q(('serial_fingerprint', ''), _negated=True), fields=['serial_fingerprint', '-id'], name='request_by_serial'),
        ),
        migrations.AddIndex(
            model_name='coderequest',
            index=models.Index(condition=models.Q(('part_fingerprint', ''), _negated=True), fields=['part_fingerprint', '-id'], name='request_by_part'),
        ),
        migrations.AddIndex(
            model_name='coderequest',
            index=models.Index(condition=models.Q(('vin_fingerprint', ''), _negated=True), fields=['vin_fingerprint', '-id'], name='request_by_vin'),
        ),
        migrations.AddIndex(
            model_name='coderequest',
            index=models.Index(condition=models.Q(('vin_tail_fingerprint', ''), _negated=True), fields=['vin_tail_fingerprint', '-id'], name='request_by_vin_tail'),
        ),
        migrations.AddIndex(
            model_name='coderequest',
            index=models.Index(fields=['email_fingerprint', '-id'], name='request_by_email'),
        ),
        migrations.RunPython(guard_again, guard_again),
    ]
