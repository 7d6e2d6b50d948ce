"""Letters are claimed by a token, and what is known of the mail server is kept."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('requests_app', '0009_guard_the_chains'),
    ]

    operations = [
        migrations.CreateModel(
            name='MailServer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('accepted_at', models.DateTimeField(null=True)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('stopped_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=80)),
                ('probes', models.PositiveIntegerField(default=0)),
                ('probe_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='message',
            name='claim',
            field=models.CharField(blank=True, max_length=16),
        ),
        migrations.AddField(
            model_name='message',
            name='problem',
            field=models.CharField(blank=True, choices=[('mailbox', 'The mailbox was refused'), ('content', 'The letter was refused'), ('put_off', 'The mail server put it off for three days'), ('fault', 'It could not be written'), ('bounced', 'It came back')], max_length=10),
        ),
        migrations.AddField(
            model_name='message',
            name='refused_at',
            field=models.DateTimeField(null=True),
        ),
    ]
