"""A desk may wait for payment, and a request says that it is paid."""


from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('requests_app', '0024_end_sessions_and_invite'),
    ]

    operations = [
        migrations.AddField(
            model_name='coderequest',
            name='paid_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='desk',
            name='waits_for_payment',
            field=models.BooleanField(default=False, verbose_name='a code is sent only when the request is marked as paid'),
        ),
    ]
