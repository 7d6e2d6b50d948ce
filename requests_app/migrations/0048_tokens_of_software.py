"""Tokens by which other software calls the machine interface, and the answers that are kept for calls sent again."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('guides_app', '0004_call_manuscripts_guides_and_radios'),
        ('requests_app', '0047_merge_requests'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='IdempotentCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('fingerprint', models.CharField(max_length=64)),
                ('attempt', models.CharField(max_length=16)),
                ('lease_until', models.DateTimeField()),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('headers', models.JSONField(default=dict)),
                ('answer_sealed', models.BinaryField(null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, db_index=True)),
                ('answered_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='software')),
                ('kind', models.CharField(choices=[('customers', 'software of customers'), ('staff', 'software of staff')], max_length=10, verbose_name='kind')),
                ('scopes', models.JSONField(default=list, verbose_name='what it opens')),
                ('prefix', models.CharField(max_length=10, unique=True)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('former_digest', models.CharField(blank=True, max_length=64)),
                ('former_until', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('used_at', models.DateTimeField(null=True)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='api_tokens', to='requests_app.desk')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'API token',
                'verbose_name_plural': 'API tokens',
                'ordering': ['-pk'],
            },
        ),
        migrations.AddField(
            model_name='coderequest',
            name='filed_by',
            field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='requests_app.apitoken'),
        ),
        migrations.AddIndex(
            model_name='coderequest',
            index=models.Index(condition=models.Q(('filed_by__isnull', False)), fields=['filed_by', '-id'], name='requests_of_software'),
        ),
        migrations.AddField(
            model_name='idempotentcall',
            name='token',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calls', to='requests_app.apitoken'),
        ),
        migrations.AddConstraint(
            model_name='apitoken',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'staff'), ('user__isnull', False)), models.Q(models.Q(('kind', 'staff'), _negated=True), ('user', None)), _connector='OR'), name='a_token_of_staff_acts_as_a_person'),
        ),
        migrations.AddConstraint(
            model_name='idempotentcall',
            constraint=models.UniqueConstraint(fields=('token', 'key'), name='a_key_is_one_call'),
        ),
    ]
