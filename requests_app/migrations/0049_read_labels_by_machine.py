"""What engines read off photos of labels."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('requests_app', '0048_tokens_of_software'),
    ]

    operations = [
        migrations.CreateModel(
            name='MachineReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'Waits to be read'), ('under_way', 'Is being read'), ('read', 'Was read'), ('failed', 'Could not be read')], default='waiting', max_length=10)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('due_since', models.DateTimeField(default=django.utils.timezone.now)),
                ('found_sealed', models.BinaryField(null=True)),
                ('answer', models.CharField(blank=True, choices=[('yes', 'Yes, that is the number'), ('no', 'No')], max_length=3)),
                ('agrees', models.BooleanField(null=True)),
                ('compared', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='requests_app.reading')),
                ('page', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='machine_reading', to='requests_app.page')),
            ],
            options={
                'verbose_name': 'machine reading',
                'ordering': ['pk'],
                'indexes': [models.Index(condition=models.Q(('state__in', ['waiting', 'under_way'])), fields=['due_since'], name='labels_due_to_be_read')],
            },
        ),
    ]
