"""Letters to staff go through the outbox, too; the recipient of a letter that waits rests sealed."""

from django.conf import settings
from django.db import migrations, models

from requests_app.models import seal_recipient


def seal_waiting(apps, schema_editor):
    for message in apps.get_model('requests_app', 'Message').objects.exclude(recipient='').iterator():
        message.recipient_sealed = seal_recipient(message.recipient, message_id=message.message_id)
        message.save(update_fields=['recipient_sealed'])


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('requests_app', '0005_count_dropped_drafts'),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='user',
            field=models.ForeignKey(null=True, on_delete=models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='message',
            name='code_request',
            field=models.ForeignKey(null=True, on_delete=models.deletion.CASCADE, related_name='messages', to='requests_app.coderequest'),
        ),
        migrations.AlterField(
            model_name='message',
            name='letter',
            field=models.CharField(choices=[('received', 'We have your request'), ('needs_info', 'We need more from you'), ('ready', 'Your code is ready'), ('new_code', 'A new code'), ('refused', 'We cannot give the code'), ('closed', 'Finished'), ('withdrawn', 'You withdrew'), ('erased', 'Your data were deleted'), ('lost_link', 'Your link'), ('not_worked', 'We are looking again'), ('password_reset', 'New password'), ('password_changed', 'Password changed'), ('new_device', 'New device'), ('factor_changed', 'Second factor changed'), ('address_changed', 'Address changed'), ('address_was_changed', 'Address changed, to the former one')], max_length=30),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('code_request__isnull', False), ('user', None)) | models.Q(('code_request', None), ('user__isnull', False)), name='a_letter_is_about_a_request_or_an_account'),
        ),
        migrations.AddField(
            model_name='message',
            name='recipient_sealed',
            field=models.BinaryField(null=True),
        ),
        migrations.RunPython(seal_waiting, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(
            model_name='message',
            name='recipient',
        ),
    ]
