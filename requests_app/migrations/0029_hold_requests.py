"""A lead may put a request on hold: nothing of it is deleted until then."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('guides_app', '0003_pictures_are_edited'),
        ('requests_app', '0028_sign_release_records'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='coderequest',
            name='erase_asked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='coderequest',
            name='held_until',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='coderequest',
            index=models.Index(condition=models.Q(('held_until__isnull', False)), fields=['desk', 'held_until'], name='requests_on_hold'),
        ),
        migrations.AddIndex(
            model_name='coderequest',
            index=models.Index(condition=models.Q(('erase_asked_at__isnull', False)), fields=['erase_asked_at'], name='erasures_put_off'),
        ),
    ]
