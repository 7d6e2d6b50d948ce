from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('requests_app', '0058_find_letters_by_desk'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('at_desk', None), ('code_request', None)), models.Q(('at_desk__isnull', False), ('code_request__isnull', False)), _connector='OR'), name='a_letter_about_a_request_is_at_its_desk'),
        ),
    ]
