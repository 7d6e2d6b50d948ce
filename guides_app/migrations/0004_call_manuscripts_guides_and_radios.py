"""Pages that staff see speak of guides and radios."""


from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('guides_app', '0003_pictures_are_edited'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='historicalmanuscript',
            options={'get_latest_by': ('history_date', 'history_id'), 'ordering': ('-history_date', '-history_id'), 'verbose_name': 'historical guide or radio', 'verbose_name_plural': 'historical guides and radios'},
        ),
        migrations.AlterModelOptions(
            name='manuscript',
            options={'ordering': ('kind', 'key'), 'permissions': [('publish_manuscript', 'Can publish guides and radio families')], 'verbose_name': 'guide or radio', 'verbose_name_plural': 'guides and radios'},
        ),
    ]
