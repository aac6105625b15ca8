import district.migrating
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('district', '__first__'),
        ('vendors', '0001_initial'),
    ]

    operations = [
        district.migrating.Together(
            operations=[
                pgtrigger.migrations.RemoveTrigger(
                    model_name='product',
                    name='insert_insert',
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name='product',
                    name='update_update',
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name='product',
                    name='delete_delete',
                ),
                migrations.CreateModel(
                    name='FormerAddress',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('slug', models.SlugField(max_length=220)),
                        ('of_product', models.BooleanField(help_text="Whether it is a product's address; otherwise an operator's.")),
                        ('operator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='former_addresses', to='vendors.operator')),
                        ('product', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='former_addresses', to='vendors.product')),
                    ],
                    options={
                        'verbose_name': 'former address',
                        'verbose_name_plural': 'former addresses',
                        'ordering': ['slug'],
                        'constraints': [models.UniqueConstraint(fields=('of_product', 'slug'), name='vendors_former_address_once'), models.CheckConstraint(condition=models.Q(models.Q(('of_product', True), ('operator', None), ('product__isnull', False)), models.Q(('of_product', False), ('operator__isnull', False), ('product', None)), _connector='OR'), name='vendors_former_address_leads_somewhere')],
                    },
                ),
                migrations.CreateModel(
                    name='LinkCheck',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('url', models.URLField(verbose_name='address')),
                        ('asked_at', models.DateTimeField()),
                        ('state', models.CharField(choices=[('waiting', 'being checked'), ('reached', 'reached'), ('missing', 'not there any more'), ('failed', 'could not be reached')], default='waiting', max_length=7)),
                        ('finished_at', models.DateTimeField(blank=True, null=True)),
                        ('status', models.PositiveSmallIntegerField(blank=True, help_text='Such as 200 or 404.', null=True, verbose_name="answer's number")),
                        ('led_to', models.URLField(blank=True, max_length=500, verbose_name='address in the end')),
                        ('detail', models.CharField(blank=True, max_length=500)),
                        ('sha256', models.CharField(blank=True, help_text='Of what was there, to tell that it changed.', max_length=64)),
                        ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('operator', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='link_checks', to='vendors.operator')),
                    ],
                    options={
                        'verbose_name': 'check of a link',
                        'verbose_name_plural': 'checks of links',
                        'ordering': ['-asked_at', '-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Merger',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('gone_name', models.CharField(max_length=200)),
                        ('gone_slug', models.SlugField(max_length=220)),
                        ('gone', models.JSONField()),
                        ('moved', models.JSONField(default=list)),
                        ('reason', models.TextField()),
                        ('merged_at', models.DateTimeField()),
                        ('merged_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('operator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mergers', to='vendors.operator')),
                        ('product', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mergers', to='vendors.product')),
                    ],
                    options={
                        'ordering': ['-merged_at', '-pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('operator', None), ('product__isnull', False)), models.Q(('operator__isnull', False), ('product', None)), _connector='OR'), name='vendors_merger_of_one'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='vendors_merger_says_why')],
                    },
                ),
                migrations.CreateModel(
                    name='FormerAddressEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('slug', models.SlugField(db_index=False, max_length=220)),
                        ('of_product', models.BooleanField(help_text="Whether it is a product's address; otherwise an operator's.")),
                        ('operator', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vendors.operator')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='vendors.formeraddress')),
                        ('product', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vendors.product')),
                    ],
                    options={
                        'abstract': False,
                        'default_permissions': (),
                        'indexes': [models.Index(fields=['pgh_created_at'], name='vendors_for_pgh_cre_f2d5ba_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='LinkCheckEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('url', models.URLField(verbose_name='address')),
                        ('asked_at', models.DateTimeField()),
                        ('state', models.CharField(choices=[('waiting', 'being checked'), ('reached', 'reached'), ('missing', 'not there any more'), ('failed', 'could not be reached')], default='waiting', max_length=7)),
                        ('finished_at', models.DateTimeField(blank=True, null=True)),
                        ('status', models.PositiveSmallIntegerField(blank=True, help_text='Such as 200 or 404.', null=True, verbose_name="answer's number")),
                        ('led_to', models.URLField(blank=True, max_length=500, verbose_name='address in the end')),
                        ('detail', models.CharField(blank=True, max_length=500)),
                        ('sha256', models.CharField(blank=True, help_text='Of what was there, to tell that it changed.', max_length=64)),
                        ('asked_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('operator', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vendors.operator')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='vendors.linkcheck')),
                    ],
                    options={
                        'abstract': False,
                        'default_permissions': (),
                        'indexes': [models.Index(fields=['pgh_created_at'], name='vendors_lin_pgh_cre_bdf738_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='MergerEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_context', pghistory.utils.JSONField(null=True)),
                        ('pgh_context_id', models.UUIDField(null=True)),
                        ('id', models.BigIntegerField()),
                        ('gone_name', models.CharField(max_length=200)),
                        ('gone_slug', models.SlugField(db_index=False, max_length=220)),
                        ('gone', models.JSONField()),
                        ('moved', models.JSONField(default=list)),
                        ('reason', models.TextField()),
                        ('merged_at', models.DateTimeField()),
                        ('merged_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('operator', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vendors.operator')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='vendors.merger')),
                        ('product', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='vendors.product')),
                    ],
                    options={
                        'abstract': False,
                        'default_permissions': (),
                        'indexes': [models.Index(fields=['pgh_created_at'], name='vendors_mer_pgh_cre_03a71b_idx')],
                    },
                ),
                migrations.AddField(
                    model_name='product',
                    name='data_location',
                    field=models.CharField(blank=True, help_text='Country and host, as the operator states it.', max_length=300, verbose_name='where the data is'),
                ),
                migrations.AddField(
                    model_name='product',
                    name='data_location_es',
                    field=models.CharField(blank=True, max_length=300, verbose_name='where the data is, in Spanish'),
                ),
                migrations.AddField(
                    model_name='product',
                    name='description_es',
                    field=models.TextField(blank=True, verbose_name='description in Spanish'),
                ),
                migrations.AddField(
                    model_name='product',
                    name='sign_in',
                    field=models.CharField(blank=True, choices=[('none', 'nobody signs in'), ('own', 'an account of its own'), ('district', "the district's sign-on"), ('both', "the district's sign-on or an account of its own")], help_text='How pupils and staff sign in; empty: not known yet.', max_length=10),
                ),
                migrations.AddField(
                    model_name='productevent',
                    name='data_location',
                    field=models.CharField(blank=True, help_text='Country and host, as the operator states it.', max_length=300, verbose_name='where the data is'),
                ),
                migrations.AddField(
                    model_name='productevent',
                    name='data_location_es',
                    field=models.CharField(blank=True, max_length=300, verbose_name='where the data is, in Spanish'),
                ),
                migrations.AddField(
                    model_name='productevent',
                    name='description_es',
                    field=models.TextField(blank=True, verbose_name='description in Spanish'),
                ),
                migrations.AddField(
                    model_name='productevent',
                    name='sign_in',
                    field=models.CharField(blank=True, choices=[('none', 'nobody signs in'), ('own', 'an account of its own'), ('district', "the district's sign-on"), ('both', "the district's sign-on or an account of its own")], help_text='How pupils and staff sign in; empty: not known yet.', max_length=10),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='product',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_productevent" ("data_location", "data_location_es", "description", "description_es", "general_audience", "general_audience_reason", "id", "kind", "name", "operator_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sign_in", "slug", "website") VALUES (NEW."data_location", NEW."data_location_es", NEW."description", NEW."description_es", NEW."general_audience", NEW."general_audience_reason", NEW."id", NEW."kind", NEW."name", NEW."operator_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."sign_in", NEW."slug", NEW."website"); RETURN NULL;', hash='22918aa0383829f3a979ed4b6075cf5219b5c305', operation='INSERT', pgid='pgtrigger_insert_insert_60ae1', table='vendors_product', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='product',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "vendors_productevent" ("data_location", "data_location_es", "description", "description_es", "general_audience", "general_audience_reason", "id", "kind", "name", "operator_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sign_in", "slug", "website") VALUES (NEW."data_location", NEW."data_location_es", NEW."description", NEW."description_es", NEW."general_audience", NEW."general_audience_reason", NEW."id", NEW."kind", NEW."name", NEW."operator_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."sign_in", NEW."slug", NEW."website"); RETURN NULL;', hash='25299cd165ddce28ed8d6f39e39e34601941061a', operation='UPDATE', pgid='pgtrigger_update_update_036f8', table='vendors_product', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='product',
                    trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_productevent" ("data_location", "data_location_es", "description", "description_es", "general_audience", "general_audience_reason", "id", "kind", "name", "operator_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sign_in", "slug", "website") VALUES (OLD."data_location", OLD."data_location_es", OLD."description", OLD."description_es", OLD."general_audience", OLD."general_audience_reason", OLD."id", OLD."kind", OLD."name", OLD."operator_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."sign_in", OLD."slug", OLD."website"); RETURN NULL;', hash='5095c2f91c669a8d546f9ff5a787eef0148b3172', operation='DELETE', pgid='pgtrigger_delete_delete_d6300', table='vendors_product', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='formeraddress',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_formeraddressevent" ("id", "of_product", "operator_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product_id", "slug") VALUES (NEW."id", NEW."of_product", NEW."operator_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."product_id", NEW."slug"); RETURN NULL;', hash='05d6008b46568fe7402560795b4b997e59a5564d', operation='INSERT', pgid='pgtrigger_insert_insert_0954e', table='vendors_formeraddress', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='formeraddress',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "vendors_formeraddressevent" ("id", "of_product", "operator_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product_id", "slug") VALUES (NEW."id", NEW."of_product", NEW."operator_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."product_id", NEW."slug"); RETURN NULL;', hash='3ced65e157f08c470f066d69ab18a6a00b46ffce', operation='UPDATE', pgid='pgtrigger_update_update_b7d7e', table='vendors_formeraddress', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='formeraddress',
                    trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_formeraddressevent" ("id", "of_product", "operator_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product_id", "slug") VALUES (OLD."id", OLD."of_product", OLD."operator_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."product_id", OLD."slug"); RETURN NULL;', hash='9167fac0c67f2c3761aa75f0122c3009a9b9c9b8', operation='DELETE', pgid='pgtrigger_delete_delete_41f0a', table='vendors_formeraddress', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='formeraddressevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='41a7587a7d664192bebfc32f4a16b0e29666c90d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5eb07', table='vendors_formeraddressevent', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='linkcheck',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_linkcheckevent" ("asked_at", "asked_by_id", "detail", "finished_at", "id", "led_to", "operator_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "state", "status", "url") VALUES (NEW."asked_at", NEW."asked_by_id", NEW."detail", NEW."finished_at", NEW."id", NEW."led_to", NEW."operator_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."sha256", NEW."state", NEW."status", NEW."url"); RETURN NULL;', hash='155e093bec18a87cfcd9798694d07facf10d2353', operation='INSERT', pgid='pgtrigger_insert_insert_b937e', table='vendors_linkcheck', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='linkcheck',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "vendors_linkcheckevent" ("asked_at", "asked_by_id", "detail", "finished_at", "id", "led_to", "operator_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "state", "status", "url") VALUES (NEW."asked_at", NEW."asked_by_id", NEW."detail", NEW."finished_at", NEW."id", NEW."led_to", NEW."operator_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."sha256", NEW."state", NEW."status", NEW."url"); RETURN NULL;', hash='476d492bc7d4244090919ba97bcde4d2d58901a9', operation='UPDATE', pgid='pgtrigger_update_update_b8586', table='vendors_linkcheck', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='linkcheck',
                    trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_linkcheckevent" ("asked_at", "asked_by_id", "detail", "finished_at", "id", "led_to", "operator_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "state", "status", "url") VALUES (OLD."asked_at", OLD."asked_by_id", OLD."detail", OLD."finished_at", OLD."id", OLD."led_to", OLD."operator_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."sha256", OLD."state", OLD."status", OLD."url"); RETURN NULL;', hash='9b4c9a642e2013d4c48de40a0cbf2e7d69b70ee4', operation='DELETE', pgid='pgtrigger_delete_delete_c5725', table='vendors_linkcheck', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='linkcheckevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7264b8ec1208f0e0f4d97947bf45e019c154a5d7', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_59129', table='vendors_linkcheckevent', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='merger',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_mergerevent" ("gone", "gone_name", "gone_slug", "id", "merged_at", "merged_by_id", "moved", "operator_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product_id", "reason") VALUES (NEW."gone", NEW."gone_name", NEW."gone_slug", NEW."id", NEW."merged_at", NEW."merged_by_id", NEW."moved", NEW."operator_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."product_id", NEW."reason"); RETURN NULL;', hash='5fbafd1ed578eb187194f6755d6080fb0a84b8c8', operation='INSERT', pgid='pgtrigger_insert_insert_6a698', table='vendors_merger', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='merger',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "vendors_mergerevent" ("gone", "gone_name", "gone_slug", "id", "merged_at", "merged_by_id", "moved", "operator_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product_id", "reason") VALUES (NEW."gone", NEW."gone_name", NEW."gone_slug", NEW."id", NEW."merged_at", NEW."merged_by_id", NEW."moved", NEW."operator_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."product_id", NEW."reason"); RETURN NULL;', hash='ec01ecace719e52e3c84b45c133c318dae5c955a', operation='UPDATE', pgid='pgtrigger_update_update_2b52f', table='vendors_merger', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='merger',
                    trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "vendors_mergerevent" ("gone", "gone_name", "gone_slug", "id", "merged_at", "merged_by_id", "moved", "operator_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product_id", "reason") VALUES (OLD."gone", OLD."gone_name", OLD."gone_slug", OLD."id", OLD."merged_at", OLD."merged_by_id", OLD."moved", OLD."operator_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."product_id", OLD."reason"); RETURN NULL;', hash='037a654ba81f64a55354f34f946b338cdb184789', operation='DELETE', pgid='pgtrigger_delete_delete_7b7da', table='vendors_merger', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='mergerevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b888cf71ac521e509e81bb6eefb57ad2aedc8936', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b849b', table='vendors_mergerevent', when='BEFORE')),
                ),
            ],
        ),
    ]
