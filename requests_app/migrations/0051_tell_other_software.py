"""Endpoints of other software, and the outbox of what they are told."""

import django.db.models.deletion
import requests_app.states
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('requests_app', '0050_plug_sources_in'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='WebhookEndpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.CharField(max_length=400, verbose_name='address')),
                ('states', models.JSONField(default=list, verbose_name='it is told')),
                ('key', models.CharField(max_length=32, unique=True)),
                ('secret_sealed', models.BinaryField()),
                ('former_secret_sealed', models.BinaryField(null=True)),
                ('former_until', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('off_at', models.DateTimeField(null=True)),
                ('off_because', models.CharField(blank=True, choices=[('lead', 'switched off by a lead'), ('failed', 'switched off, because nothing was taken for three days'), ('gone', 'switched off, because the receiver said that it is gone')], max_length=6)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('failing_since', models.DateTimeField(null=True)),
                ('quiet_until', models.DateTimeField(null=True)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('token', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='webhooks', to='requests_app.apitoken')),
            ],
            options={
                'verbose_name': 'webhook',
                'verbose_name_plural': 'webhooks',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='WebhookDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField()),
                ('lease_until', models.DateTimeField(null=True)),
                ('claim', models.CharField(blank=True, max_length=16)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[(requests_app.states.Status['DRAFT'], 'Not sent yet'), (requests_app.states.Status['RECEIVED'], 'Received'), (requests_app.states.Status['CHECKING'], 'Being checked'), (requests_app.states.Status['NEEDS_INFO'], 'Waiting for you'), (requests_app.states.Status['LOOKUP'], 'Looking up'), (requests_app.states.Status['READY'], 'Code ready'), (requests_app.states.Status['NOT_WORKED'], 'Being looked at again'), (requests_app.states.Status['CLOSED'], 'Finished'), (requests_app.states.Status['REFUSED'], 'Not given'), (requests_app.states.Status['WITHDRAWN'], 'Withdrawn'), (requests_app.states.Status['EXPIRED'], 'Closed'), (requests_app.states.Status['MERGED'], 'Merged'), (requests_app.states.Status['ERASED'], 'Deleted')], max_length=12)),
                ('occurred_at', models.DateTimeField()),
                ('message_id', models.CharField(max_length=40, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('begun_at', models.DateTimeField()),
                ('outcome', models.CharField(choices=[('waiting', 'waiting'), ('delivered', 'delivered'), ('failed', 'given up'), ('dropped', 'not sent: switched off, or the token does not open any more')], default='waiting', max_length=9)),
                ('ended_at', models.DateTimeField(null=True)),
                ('last_status', models.PositiveSmallIntegerField(null=True)),
                ('problem', models.CharField(blank=True, choices=[('not_allowed', 'the address leads to an inner network'), ('no_host', 'the name of the host is not known'), ('no_answer', 'no connection, or no answer'), ('timed_out', 'no answer in time'), ('not_trusted', 'the certificate is not trusted'), ('redirected', 'redirected, which is not followed'), ('refused', 'refused')], max_length=11)),
                ('code_request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='webhook_deliveries', to='requests_app.coderequest')),
                ('endpoint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='requests_app.webhookendpoint')),
            ],
            options={
                'verbose_name': 'webhook delivery',
                'verbose_name_plural': 'webhook deliveries',
                'ordering': ['-pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='webhookendpoint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('off_at', None), ('off_because', '')), models.Q(('off_at__isnull', False), models.Q(('off_because', ''), _negated=True)), _connector='OR'), name='a_webhook_that_is_off_says_why'),
        ),
        migrations.AddIndex(
            model_name='webhookdelivery',
            index=models.Index(condition=models.Q(('outcome', 'waiting')), fields=['due_at'], name='webhooks_to_send'),
        ),
        migrations.AddIndex(
            model_name='webhookdelivery',
            index=models.Index(condition=models.Q(('outcome', 'waiting'), _negated=True), fields=['ended_at'], name='webhooks_ended'),
        ),
        migrations.AddConstraint(
            model_name='webhookdelivery',
            constraint=models.UniqueConstraint(fields=('endpoint', 'code_request', 'number'), name='each_line_is_told_once'),
        ),
    ]
