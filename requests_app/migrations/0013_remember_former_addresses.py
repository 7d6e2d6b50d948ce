"""A changed address: who had it before may object, and old links explain themselves."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('requests_app', '0012_days_of_keeping'),
    ]

    operations = [
        migrations.AlterField(
            model_name='message',
            name='letter',
            field=models.CharField(choices=[('received', 'We have your request'), ('needs_info', 'We need more from you'), ('ready', 'Your code is ready'), ('new_code', 'A new code'), ('refused', 'We cannot give the code'), ('closed', 'Finished'), ('withdrawn', 'You withdrew'), ('erased', 'Your data were deleted'), ('lost_link', 'Your link'), ('not_worked', 'We are looking again'), ('former_address', 'The address was changed, to the former one'), ('password_reset', 'New password'), ('password_changed', 'Password changed'), ('new_device', 'New device'), ('factor_changed', 'Second factor changed'), ('address_changed', 'Address changed'), ('address_was_changed', 'Address changed, to the former one')], max_length=30),
        ),
        migrations.CreateModel(
            name='AddressChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('changed_at', models.DateTimeField(auto_now_add=True)),
                ('late', models.BooleanField()),
                ('objected_at', models.DateTimeField(null=True)),
                ('code_request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='address_changes', to='requests_app.coderequest')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='FormerLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('link_id', models.BigIntegerField(db_index=True)),
                ('expires_at', models.DateTimeField()),
                ('code_request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_links', to='requests_app.coderequest')),
            ],
        ),
    ]
