"""A lead ends sessions, and invites by letter."""


from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('requests_app', '0023_drop_unused_permission'),
    ]

    operations = [
        migrations.AddField(
            model_name='member',
            name='sessions_ended_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='message',
            name='letter',
            field=models.CharField(choices=[('received', 'We have your request'), ('needs_info', 'We need more from you'), ('ready', 'Your code is ready'), ('new_code', 'A new code'), ('refused', 'We cannot give the code'), ('closed', 'Finished'), ('withdrawn', 'You withdrew'), ('erased', 'Your data were deleted'), ('lost_link', 'Your link'), ('not_worked', 'We are looking again'), ('former_address', 'The address was changed, to the former one'), ('invited', 'Invitation to the Desk'), ('password_reset', 'New password'), ('password_changed', 'Password changed'), ('new_device', 'New device'), ('factor_changed', 'Second factor changed'), ('address_changed', 'Address changed'), ('address_was_changed', 'Address changed, to the former one'), ('record_head', 'Head of the record')], max_length=30),
        ),
    ]
