"""Trigram search, which the index over public entries needs. A trusted extension: no superuser required."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = []
    operations = [TrigramExtension()]
