# One file for the whole room: columns stand in their tables, so that a fresh database is made in a third of the steps.
import district.sealedfield
import django.core.validators
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from district.migrating import together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('district', '0002_agreement_desk'),
        ('district', '__first__'),
    ]

    operations = together([
        migrations.CreateModel(
            name='ColumnMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('headers_key', models.CharField(help_text='SHA-256 over the headers in order.', max_length=64, unique=True)),
                ('columns', models.JSONField(default=dict)),
            ],
            options={
                'verbose_name': 'column mapping',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='PurgeRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=40)),
                ('counts', models.JSONField(default=dict)),
                ('before', models.DateField(help_text='Records that ended before this day were removed.')),
                ('at', models.DateTimeField()),
                ('days', models.PositiveIntegerField(help_text='As the rule stood then.')),
            ],
            options={
                'verbose_name': 'removal of records',
                'verbose_name_plural': 'removals of records',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='RetentionRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=40, unique=True)),
                ('days', models.PositiveIntegerField(blank=True, help_text='Days after which the records are removed. Empty: they are kept.', null=True, validators=[django.core.validators.MaxValueValidator(36500)])),
            ],
            options={
                'verbose_name': 'retention rule',
                'ordering': ['what'],
            },
        ),
        migrations.CreateModel(
            name='EnrolmentCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('students', models.PositiveIntegerField()),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolment_counts', to='district.school')),
            ],
            options={
                'ordering': ['-day', 'school'],
            },
        ),
        migrations.CreateModel(
            name='EnrolmentCountEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('day', models.DateField()),
                ('students', models.PositiveIntegerField()),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roster.enrolmentcount')),
                ('school', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='district.school')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='PersonAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('what', models.CharField(choices=[('looked', 'looked at'), ('court_set', 'court order entered'), ('court_lifted', 'court order lifted'), ('contact_off', 'marked “do not contact”'), ('contact_on', '“do not contact” lifted')], max_length=12)),
                ('student_number', models.BigIntegerField(blank=True, null=True, verbose_name="student's row")),
                ('guardian_number', models.BigIntegerField(blank=True, null=True, verbose_name="guardian's row")),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': "look at a pupil's record",
                'verbose_name_plural': "looks at pupils' records",
                'ordering': ['-at', '-pk'],
                'default_permissions': ('view',),
            },
        ),
        migrations.CreateModel(
            name='PersonActEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('at', models.DateTimeField(verbose_name='when')),
                ('what', models.CharField(choices=[('looked', 'looked at'), ('court_set', 'court order entered'), ('court_lifted', 'court order lifted'), ('contact_off', 'marked “do not contact”'), ('contact_on', '“do not contact” lifted')], max_length=12)),
                ('student_number', models.BigIntegerField(blank=True, null=True, verbose_name="student's row")),
                ('guardian_number', models.BigIntegerField(blank=True, null=True, verbose_name="guardian's row")),
                ('by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roster.personact')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='PurgeRecordEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('what', models.CharField(max_length=40)),
                ('counts', models.JSONField(default=dict)),
                ('before', models.DateField(help_text='Records that ended before this day were removed.')),
                ('at', models.DateTimeField()),
                ('days', models.PositiveIntegerField(help_text='As the rule stood then.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roster.purgerecord')),
                ('rule', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roster.retentionrule')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='purgerecord',
            name='rule',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='purges', to='roster.retentionrule'),
        ),
        migrations.CreateModel(
            name='RetentionRuleEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('what', models.CharField(max_length=40)),
                ('days', models.PositiveIntegerField(blank=True, help_text='Days after which the records are removed. Empty: they are kept.', null=True, validators=[django.core.validators.MaxValueValidator(36500)])),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roster.retentionrule')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='RosterImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('oneroster-1.1', 'OneRoster 1.1'), ('oneroster-1.2', 'OneRoster 1.2'), ('csv', 'one CSV file')], max_length=16)),
                ('file_name', models.CharField(max_length=255)),
                ('file_sha256', models.CharField(blank=True, max_length=64)),
                ('sealed_file', models.CharField(blank=True, help_text='Where the file lies until it is not needed.', max_length=32)),
                ('state', models.CharField(choices=[('mapping', 'waiting for its columns'), ('reading', 'being read'), ('planned', 'read, waiting for a decision'), ('committing', 'being taken over'), ('committed', 'taken over'), ('refused', 'refused'), ('dropped', 'dropped')], default='reading', max_length=12)),
                ('counts', models.JSONField(blank=True, default=dict)),
                ('progress', models.PositiveSmallIntegerField(default=0, help_text='Per cent of the step at work.')),
                ('problem', models.TextField(blank=True)),
                ('columns', models.JSONField(blank=True, default=dict, help_text='Of a plain CSV file: column number by field.')),
                ('notes', models.JSONField(blank=True, default=list, help_text='Sentences about the file as a whole.')),
                ('planned_at', models.DateTimeField(blank=True, null=True)),
                ('rests_on', models.BigIntegerField(blank=True, help_text='The import that was the last when planned.', null=True)),
                ('created_at', models.DateTimeField()),
                ('committed_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'roster import',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Household',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source_key', models.CharField(help_text='What the roster file knows it by.', max_length=255, unique=True)),
                ('sealed', district.sealedfield.SealedField()),
                ('address_key', models.BinaryField(max_length=16)),
                ('language', models.CharField(blank=True, max_length=16)),
                ('seen_in', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='roster.rosterimport')),
            ],
        ),
        migrations.CreateModel(
            name='Guardian',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source_id', models.CharField(max_length=255, unique=True)),
                ('sealed', district.sealedfield.SealedField()),
                ('name_key', models.BinaryField(max_length=16)),
                ('family_key', models.BinaryField(max_length=16)),
                ('email_key', models.BinaryField(max_length=16)),
                ('phone_key', models.BinaryField(max_length=16)),
                ('language', models.CharField(blank=True, max_length=16)),
                ('do_not_contact', models.BooleanField(default=False)),
                ('do_not_contact_note', district.sealedfield.SealedField(blank=True, null=True)),
                ('do_not_contact_at', models.DateTimeField(blank=True, null=True)),
                ('active', models.BooleanField(default=True)),
                ('do_not_contact_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('household', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='guardians', to='roster.household')),
                ('seen_in', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='roster.rosterimport')),
            ],
        ),
        migrations.CreateModel(
            name='RosterImportEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('source', models.CharField(choices=[('oneroster-1.1', 'OneRoster 1.1'), ('oneroster-1.2', 'OneRoster 1.2'), ('csv', 'one CSV file')], max_length=16)),
                ('file_name', models.CharField(max_length=255)),
                ('file_sha256', models.CharField(blank=True, max_length=64)),
                ('sealed_file', models.CharField(blank=True, help_text='Where the file lies until it is not needed.', max_length=32)),
                ('state', models.CharField(choices=[('mapping', 'waiting for its columns'), ('reading', 'being read'), ('planned', 'read, waiting for a decision'), ('committing', 'being taken over'), ('committed', 'taken over'), ('refused', 'refused'), ('dropped', 'dropped')], default='reading', max_length=12)),
                ('counts', models.JSONField(blank=True, default=dict)),
                ('problem', models.TextField(blank=True)),
                ('columns', models.JSONField(blank=True, default=dict, help_text='Of a plain CSV file: column number by field.')),
                ('notes', models.JSONField(blank=True, default=list, help_text='Sentences about the file as a whole.')),
                ('planned_at', models.DateTimeField(blank=True, null=True)),
                ('rests_on', models.BigIntegerField(blank=True, help_text='The import that was the last when planned.', null=True)),
                ('created_at', models.DateTimeField()),
                ('committed_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roster.rosterimport')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SchoolAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('written', models.CharField(help_text='Name, code or id, in small letters.', max_length=200, unique=True)),
                ('school', models.ForeignKey(blank=True, help_text='Empty: no school of this district, its pupils are left out.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='district.school')),
            ],
            options={
                'verbose_name': 'name of a school in roster files',
                'verbose_name_plural': 'names of schools in roster files',
                'ordering': ['written'],
            },
        ),
        migrations.CreateModel(
            name='SchoolAliasEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('written', models.CharField(help_text='Name, code or id, in small letters.', max_length=200)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roster.schoolalias')),
                ('school', models.ForeignKey(blank=True, db_constraint=False, help_text='Empty: no school of this district, its pupils are left out.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='district.school')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Student',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source_id', models.CharField(help_text="The roster's own id; never shown to families.", max_length=255, unique=True)),
                ('grade', models.CharField(blank=True, choices=[('PK', 'Pre-kindergarten'), ('K', 'Kindergarten'), ('1', 'Grade 1'), ('2', 'Grade 2'), ('3', 'Grade 3'), ('4', 'Grade 4'), ('5', 'Grade 5'), ('6', 'Grade 6'), ('7', 'Grade 7'), ('8', 'Grade 8'), ('9', 'Grade 9'), ('10', 'Grade 10'), ('11', 'Grade 11'), ('12', 'Grade 12')], max_length=4)),
                ('sealed', district.sealedfield.SealedField()),
                ('number_key', models.BinaryField(max_length=16)),
                ('name_key', models.BinaryField(max_length=16)),
                ('family_key', models.BinaryField(max_length=16)),
                ('birth_key', models.BinaryField(max_length=16)),
                ('name_birth_key', models.BinaryField(max_length=16)),
                ('language', models.CharField(blank=True, max_length=16)),
                ('active', models.BooleanField(default=True)),
                ('entered_on', models.DateField(blank=True, null=True)),
                ('left_on', models.DateField(blank=True, null=True)),
                ('household', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='students', to='roster.household')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='students', to='district.school')),
                ('seen_in', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='roster.rosterimport')),
            ],
        ),
        migrations.CreateModel(
            name='Guardianship',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('relationship', models.CharField(blank=True, help_text='Such as mother, father or grandparent.', max_length=40)),
                ('court_order', models.BooleanField(default=False)),
                ('court_order_at', models.DateTimeField(blank=True, null=True)),
                ('note', district.sealedfield.SealedField(blank=True, null=True)),
                ('active', models.BooleanField(default=True)),
                ('court_order_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('guardian', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guardianships', to='roster.guardian')),
                ('student', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guardianships', to='roster.student')),
            ],
        ),
        migrations.CreateModel(
            name='ColumnMappingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=120)),
                ('headers_key', models.CharField(help_text='SHA-256 over the headers in order.', max_length=64)),
                ('columns', models.JSONField(default=dict)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roster.columnmapping')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['pgh_created_at'], name='roster_colu_pgh_cre_a0d7e9_idx')],
            },
        ),
        migrations.AddConstraint(
            model_name='enrolmentcount',
            constraint=models.UniqueConstraint(fields=('school', 'day'), name='roster_enrolment_once_a_day'),
        ),
        migrations.AddIndex(
            model_name='enrolmentcountevent',
            index=models.Index(fields=['pgh_created_at'], name='roster_enro_pgh_cre_d20c3c_idx'),
        ),
        migrations.AddIndex(
            model_name='personact',
            index=models.Index(fields=['student_number', 'at'], name='roster_act_by_student'),
        ),
        migrations.AddIndex(
            model_name='personactevent',
            index=models.Index(fields=['pgh_created_at'], name='roster_pers_pgh_cre_8088c8_idx'),
        ),
        migrations.AddIndex(
            model_name='purgerecordevent',
            index=models.Index(fields=['pgh_created_at'], name='roster_purg_pgh_cre_8bc48a_idx'),
        ),
        migrations.AddIndex(
            model_name='retentionruleevent',
            index=models.Index(fields=['pgh_created_at'], name='roster_rete_pgh_cre_d87cce_idx'),
        ),
        migrations.AddIndex(
            model_name='household',
            index=models.Index(fields=['address_key'], name='roster_household_address'),
        ),
        migrations.AddIndex(
            model_name='guardian',
            index=models.Index(fields=['name_key'], name='roster_guardian_name'),
        ),
        migrations.AddIndex(
            model_name='guardian',
            index=models.Index(fields=['family_key'], name='roster_guardian_family'),
        ),
        migrations.AddIndex(
            model_name='guardian',
            index=models.Index(fields=['email_key'], name='roster_guardian_email'),
        ),
        migrations.AddIndex(
            model_name='guardian',
            index=models.Index(fields=['phone_key'], name='roster_guardian_phone'),
        ),
        migrations.AddIndex(
            model_name='rosterimportevent',
            index=models.Index(fields=['pgh_created_at'], name='roster_rost_pgh_cre_3665c5_idx'),
        ),
        migrations.AddIndex(
            model_name='schoolaliasevent',
            index=models.Index(fields=['pgh_created_at'], name='roster_scho_pgh_cre_0e6e70_idx'),
        ),
        migrations.AddIndex(
            model_name='student',
            index=models.Index(fields=['number_key'], name='roster_student_number'),
        ),
        migrations.AddIndex(
            model_name='student',
            index=models.Index(fields=['name_key'], name='roster_student_name'),
        ),
        migrations.AddIndex(
            model_name='student',
            index=models.Index(fields=['family_key'], name='roster_student_family'),
        ),
        migrations.AddIndex(
            model_name='student',
            index=models.Index(fields=['birth_key'], name='roster_student_birth'),
        ),
        migrations.AddIndex(
            model_name='student',
            index=models.Index(fields=['name_birth_key'], name='roster_student_name_birth'),
        ),
        migrations.AddIndex(
            model_name='student',
            index=models.Index(condition=models.Q(('active', False)), fields=['left_on'], name='roster_student_left'),
        ),
        migrations.AddConstraint(
            model_name='guardianship',
            constraint=models.UniqueConstraint(fields=('student', 'guardian'), name='roster_guardianship_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='columnmapping',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roster_columnmappingevent" ("columns", "headers_key", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."columns", NEW."headers_key", NEW."id", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='f69153c663f19dcbca3b1bcbca1c6d66655e16f2', operation='INSERT', pgid='pgtrigger_insert_insert_f69e3', table='roster_columnmapping', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='columnmapping',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "roster_columnmappingevent" ("columns", "headers_key", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."columns", NEW."headers_key", NEW."id", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id"); RETURN NULL;', hash='5325038728aa5f6a1e323f12c6b6de09987e97a1', operation='UPDATE', pgid='pgtrigger_update_update_3b2d5', table='roster_columnmapping', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='columnmapping',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roster_columnmappingevent" ("columns", "headers_key", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."columns", OLD."headers_key", OLD."id", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='dd9edb046685adf8990e3cdde32f07c220d1d585', operation='DELETE', pgid='pgtrigger_delete_delete_a5302', table='roster_columnmapping', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='retentionrule',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roster_retentionruleevent" ("days", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "what") VALUES (NEW."days", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."what"); RETURN NULL;', hash='7c77820eb050e25288885e41296483c3648956ee', operation='INSERT', pgid='pgtrigger_insert_insert_8936b', table='roster_retentionrule', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='retentionrule',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "roster_retentionruleevent" ("days", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "what") VALUES (NEW."days", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."what"); RETURN NULL;', hash='5baae54a94c705c80aa1403b5cd315346fe18c8b', operation='UPDATE', pgid='pgtrigger_update_update_158da', table='roster_retentionrule', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='retentionrule',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roster_retentionruleevent" ("days", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "what") VALUES (OLD."days", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."what"); RETURN NULL;', hash='481f206be5943becc8486c4a7f1352a32411ea90', operation='DELETE', pgid='pgtrigger_delete_delete_eca86', table='roster_retentionrule', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='columnmappingevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='943a4e6f5fae940cd3a11d0b2fe484728d326f0f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_bf433', table='roster_columnmappingevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='enrolmentcount',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roster_enrolmentcountevent" ("day", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "school_id", "students") VALUES (NEW."day", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."school_id", NEW."students"); RETURN NULL;', hash='eef21b9c90830eb8548d674f8df173ca6ad87fef', operation='INSERT', pgid='pgtrigger_insert_insert_074e1', table='roster_enrolmentcount', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='enrolmentcount',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "roster_enrolmentcountevent" ("day", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "school_id", "students") VALUES (NEW."day", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."school_id", NEW."students"); RETURN NULL;', hash='990716cd38289f1a05a7c4f1c34cd265e24a0a55', operation='UPDATE', pgid='pgtrigger_update_update_4f131', table='roster_enrolmentcount', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='enrolmentcount',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roster_enrolmentcountevent" ("day", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "school_id", "students") VALUES (OLD."day", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."school_id", OLD."students"); RETURN NULL;', hash='9a0ab8f9f404612ce615855fd2b7201c2987fa1c', operation='DELETE', pgid='pgtrigger_delete_delete_c5545', table='roster_enrolmentcount', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='enrolmentcountevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4d4e55483970eb234e82fd2c4602919066ca71cc', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_50bd0', table='roster_enrolmentcountevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='personact',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a2e6dd5125645364029da346e460ecac6ba48c9d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_97b6e', table='roster_personact', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='personact',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roster_personactevent" ("at", "by_id", "guardian_number", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "student_number", "what") VALUES (NEW."at", NEW."by_id", NEW."guardian_number", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."student_number", NEW."what"); RETURN NULL;', hash='08b51934d1472d627fb5d159c93c4aeb7383289e', operation='INSERT', pgid='pgtrigger_insert_insert_376e3', table='roster_personact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='personact',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "roster_personactevent" ("at", "by_id", "guardian_number", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "student_number", "what") VALUES (NEW."at", NEW."by_id", NEW."guardian_number", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."student_number", NEW."what"); RETURN NULL;', hash='b392e767319c55c980b956c40277c09a20abb1b2', operation='UPDATE', pgid='pgtrigger_update_update_b0e34', table='roster_personact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='personact',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roster_personactevent" ("at", "by_id", "guardian_number", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "student_number", "what") VALUES (OLD."at", OLD."by_id", OLD."guardian_number", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."student_number", OLD."what"); RETURN NULL;', hash='07b96607ee6d003b2ec950a25c8f26b7bb279f9e', operation='DELETE', pgid='pgtrigger_delete_delete_ef5b2', table='roster_personact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='personactevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a90deb9ba4e71c1617b3bdf9b8a2f607bd6d8159', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e05d8', table='roster_personactevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='purgerecordevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4b7449e3b2c8d32eb59da8fd2084270e8b4b0692', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2abf4', table='roster_purgerecordevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='purgerecord',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roster_purgerecordevent" ("at", "before", "counts", "days", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule_id", "what") VALUES (NEW."at", NEW."before", NEW."counts", NEW."days", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."rule_id", NEW."what"); RETURN NULL;', hash='09243e31b5ac982a730a4c370f943add11cfba99', operation='INSERT', pgid='pgtrigger_insert_insert_e0d31', table='roster_purgerecord', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='purgerecord',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "roster_purgerecordevent" ("at", "before", "counts", "days", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule_id", "what") VALUES (NEW."at", NEW."before", NEW."counts", NEW."days", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."rule_id", NEW."what"); RETURN NULL;', hash='8671f5dfe865a529a000ca6ca4fcf4fba30791c3', operation='UPDATE', pgid='pgtrigger_update_update_aa428', table='roster_purgerecord', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='purgerecord',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roster_purgerecordevent" ("at", "before", "counts", "days", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule_id", "what") VALUES (OLD."at", OLD."before", OLD."counts", OLD."days", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."rule_id", OLD."what"); RETURN NULL;', hash='87515178a038042bdcf4e13f164b04efc848d587', operation='DELETE', pgid='pgtrigger_delete_delete_39634', table='roster_purgerecord', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='retentionruleevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='077412046cf6b4c8b2cf964a53cbf791e6afe87e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ceaf7', table='roster_retentionruleevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rosterimport',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roster_rosterimportevent" ("by_id", "columns", "committed_at", "counts", "created_at", "file_name", "file_sha256", "id", "notes", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_at", "problem", "rests_on", "sealed_file", "source", "state") VALUES (NEW."by_id", NEW."columns", NEW."committed_at", NEW."counts", NEW."created_at", NEW."file_name", NEW."file_sha256", NEW."id", NEW."notes", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."planned_at", NEW."problem", NEW."rests_on", NEW."sealed_file", NEW."source", NEW."state"); RETURN NULL;', hash='23465cef131330cac99a7f2935129582f4bf5690', operation='INSERT', pgid='pgtrigger_insert_insert_807c6', table='roster_rosterimport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rosterimport',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."by_id" IS DISTINCT FROM (NEW."by_id") OR OLD."columns" IS DISTINCT FROM (NEW."columns") OR OLD."committed_at" IS DISTINCT FROM (NEW."committed_at") OR OLD."counts" IS DISTINCT FROM (NEW."counts") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."file_name" IS DISTINCT FROM (NEW."file_name") OR OLD."file_sha256" IS DISTINCT FROM (NEW."file_sha256") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."notes" IS DISTINCT FROM (NEW."notes") OR OLD."planned_at" IS DISTINCT FROM (NEW."planned_at") OR OLD."problem" IS DISTINCT FROM (NEW."problem") OR OLD."rests_on" IS DISTINCT FROM (NEW."rests_on") OR OLD."sealed_file" IS DISTINCT FROM (NEW."sealed_file") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."state" IS DISTINCT FROM (NEW."state"))', func='INSERT INTO "roster_rosterimportevent" ("by_id", "columns", "committed_at", "counts", "created_at", "file_name", "file_sha256", "id", "notes", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_at", "problem", "rests_on", "sealed_file", "source", "state") VALUES (NEW."by_id", NEW."columns", NEW."committed_at", NEW."counts", NEW."created_at", NEW."file_name", NEW."file_sha256", NEW."id", NEW."notes", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."planned_at", NEW."problem", NEW."rests_on", NEW."sealed_file", NEW."source", NEW."state"); RETURN NULL;', hash='f45d6d98c5d9cc9e05ba84a32b1c45a70c55e783', operation='UPDATE', pgid='pgtrigger_update_update_0b82f', table='roster_rosterimport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rosterimport',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roster_rosterimportevent" ("by_id", "columns", "committed_at", "counts", "created_at", "file_name", "file_sha256", "id", "notes", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_at", "problem", "rests_on", "sealed_file", "source", "state") VALUES (OLD."by_id", OLD."columns", OLD."committed_at", OLD."counts", OLD."created_at", OLD."file_name", OLD."file_sha256", OLD."id", OLD."notes", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."planned_at", OLD."problem", OLD."rests_on", OLD."sealed_file", OLD."source", OLD."state"); RETURN NULL;', hash='32a770a3b376856b21f7b20042b0deac5ca466dc', operation='DELETE', pgid='pgtrigger_delete_delete_8d1e3', table='roster_rosterimport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rosterimportevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ed8f09ce3ae8d0b6fcc57871669b8be1c08271f1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3a116', table='roster_rosterimportevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schoolalias',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roster_schoolaliasevent" ("id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "school_id", "written") VALUES (NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."school_id", NEW."written"); RETURN NULL;', hash='2642a0817ddaf48302f2e589573627d45a487427', operation='INSERT', pgid='pgtrigger_insert_insert_0e497', table='roster_schoolalias', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schoolalias',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "roster_schoolaliasevent" ("id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "school_id", "written") VALUES (NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."school_id", NEW."written"); RETURN NULL;', hash='c6dac2af79dff5b2f35d911b94a4ca652b00b933', operation='UPDATE', pgid='pgtrigger_update_update_176df', table='roster_schoolalias', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schoolalias',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roster_schoolaliasevent" ("id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "school_id", "written") VALUES (OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."school_id", OLD."written"); RETURN NULL;', hash='49246e040950228aa44617207f738a924ba5ce6f', operation='DELETE', pgid='pgtrigger_delete_delete_79169', table='roster_schoolalias', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schoolaliasevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a7ecf1dcadde9d54cdbc52c2c4af1ff6e4ff11e8', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ccc25', table='roster_schoolaliasevent', when='BEFORE')),
        ),
    ])
