"""What a desk says in its own words in a letter."""


import django.db.models.deletion
import requests_app.models.sentence
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('requests_app', '0025_mark_paid'),
    ]

    operations = [
        migrations.CreateModel(
            name='LetterSentence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('letter', models.CharField(choices=[('received', 'We have your request'), ('needs_info', 'We need more from you'), ('ready', 'Your code is ready'), ('new_code', 'A new code'), ('refused', 'We cannot give the code'), ('closed', 'Finished'), ('withdrawn', 'You withdrew'), ('lost_link', 'Your link'), ('not_worked', 'We are looking again')], max_length=30, verbose_name='letter')),
                ('language', models.CharField(choices=[('en', 'English')], default='en', max_length=8, verbose_name='language')),
                ('text', models.CharField(help_text='{reference}, {shop}, {phone}, {price} and {car} are filled in.', max_length=400, validators=[requests_app.models.sentence.check_sentence], verbose_name='text')),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sentences', to='requests_app.desk')),
            ],
            options={
                'verbose_name': 'own sentence in a letter',
                'verbose_name_plural': 'own sentences in letters',
                'ordering': ['letter', 'language'],
                'constraints': [models.UniqueConstraint(fields=('desk', 'letter', 'language'), name='one_sentence_per_letter')],
            },
        ),
    ]
