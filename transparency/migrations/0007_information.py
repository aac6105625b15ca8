import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('transparency', '0006_federation'),
    ]

    operations = [
        migrations.AddField(
            model_name='publicentry',
            name='element_codes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), default=list, help_text='Permanent keys of its kinds of information.', size=None),
        ),
        migrations.AddIndex(
            model_name='publicentry',
            index=django.contrib.postgres.indexes.GinIndex(fields=['element_codes'], name='transparency_information'),
        ),
    ]
