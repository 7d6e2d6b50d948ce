"""No permission that nobody asks for."""


from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('requests_app', '0022_pictures_of_the_manufacturers_answer'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='coderequest',
            options={'ordering': ['promised_at', 'pk'], 'verbose_name': 'request', 'verbose_name_plural': 'requests'},
        ),
    ]
