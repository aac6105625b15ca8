import district.sealedfield
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contracts', '0005_offered'),
        ('district', '0003_family_links'),
        ('district', '__first__'),
        ('notices', '0002_breach_room'),
        ('transparency', '0004_breach_room'),
    ]

    operations = [
        migrations.CreateModel(
            name='AdoptedOffer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.URLField(max_length=2000, verbose_name='address of the copy')),
                ('sha256', models.CharField(help_text="Of the copy, as the other district's file says it.", max_length=64)),
                ('file_name', models.CharField(max_length=300)),
                ('state', models.CharField(choices=[('waiting', 'being fetched'), ('taken', 'fetched'), ('failed', 'not to be had')], default='waiting', max_length=7)),
                ('problem', models.TextField(blank=True)),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'offer found at another district',
                'verbose_name_plural': 'offers found at other districts',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='AdoptedOfferEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('address', models.URLField(max_length=2000, verbose_name='address of the copy')),
                ('sha256', models.CharField(help_text="Of the copy, as the other district's file says it.", max_length=64)),
                ('file_name', models.CharField(max_length=300)),
                ('state', models.CharField(choices=[('waiting', 'being fetched'), ('taken', 'fetched'), ('failed', 'not to be had')], default='waiting', max_length=7)),
                ('problem', models.TextField(blank=True)),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='BoardReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_day', models.DateField()),
                ('to_day', models.DateField()),
                ('title', models.CharField(max_length=200)),
                ('words', models.TextField(blank=True, help_text='What the superintendent or the officer says to the board.')),
                ('numbers', models.JSONField()),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'report to the board',
                'verbose_name_plural': 'reports to the board',
                'ordering': ['-to_day', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='BoardReportEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('from_day', models.DateField()),
                ('to_day', models.DateField()),
                ('title', models.CharField(max_length=200)),
                ('words', models.TextField(blank=True, help_text='What the superintendent or the officer says to the board.')),
                ('numbers', models.JSONField()),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='FollowedApp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=240)),
                ('name', models.CharField(max_length=300)),
                ('name_key', models.CharField(help_text='For comparing, as federation/matching.py makes it.', max_length=300)),
                ('operator_name', models.CharField(max_length=300)),
                ('operator_key', models.CharField(max_length=300)),
                ('site', models.CharField(blank=True, help_text='Host of its website, without www.', max_length=253)),
                ('page', models.URLField(max_length=2000)),
                ('agreements', models.JSONField(help_text='[{title, kind, signed_on, ends_on, standing, file, sha256, name, offer}]')),
                ('elements', models.JSONField(help_text='Names of the kinds of information.')),
                ('offered_until', models.DateField(blank=True, help_text='Of an offer that anybody may still accept.', null=True)),
            ],
            options={
                'verbose_name': 'app of another district',
                'verbose_name_plural': 'apps of other districts',
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='FollowedBreach',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=130)),
                ('operator_name', models.CharField(blank=True, help_text='Empty: its own systems.', max_length=300)),
                ('operator_key', models.CharField(blank=True, max_length=300)),
                ('products', models.JSONField(help_text='Names of the apps.')),
                ('happened_from', models.DateField(blank=True, null=True)),
                ('happened_until', models.DateField(blank=True, null=True)),
                ('students', models.PositiveIntegerField(blank=True, null=True)),
                ('withheld', models.BooleanField(default=False, help_text='A law keeps the number back there.')),
                ('posted_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'breach of another district',
                'verbose_name_plural': 'breaches of other districts',
                'ordering': ['-happened_from', 'key'],
            },
        ),
        migrations.CreateModel(
            name='FollowedDistrict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.URLField(max_length=500, unique=True, verbose_name='address of its file')),
                ('name', models.CharField(blank=True, help_text='As its file says it.', max_length=300)),
                ('state', models.CharField(blank=True, max_length=2)),
                ('page', models.URLField(blank=True, max_length=500, verbose_name='public page')),
                ('followed_at', models.DateTimeField()),
                ('followed_by', models.CharField(max_length=254)),
                ('stopped_at', models.DateTimeField(blank=True, null=True)),
                ('asked_at', models.DateTimeField(blank=True, help_text='When its file was last asked for.', null=True)),
                ('good_at', models.DateTimeField(blank=True, help_text='When a good file was last read.', null=True)),
                ('problem', models.TextField(blank=True, help_text='Why the last file could not be read.')),
                ('etag', models.CharField(blank=True, editable=False, max_length=200)),
                ('sha256', models.CharField(blank=True, help_text='Of the last good file.', max_length=64)),
                ('published_at', models.DateTimeField(blank=True, help_text='When it published what the file says.', null=True)),
                ('apps', models.PositiveIntegerField(default=0)),
                ('breaches', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'followed district',
                'ordering': ['name', 'address'],
            },
        ),
        migrations.CreateModel(
            name='FollowedDistrictEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('address', models.URLField(max_length=500, verbose_name='address of its file')),
                ('name', models.CharField(blank=True, help_text='As its file says it.', max_length=300)),
                ('state', models.CharField(blank=True, max_length=2)),
                ('page', models.URLField(blank=True, max_length=500, verbose_name='public page')),
                ('followed_at', models.DateTimeField()),
                ('followed_by', models.CharField(max_length=254)),
                ('stopped_at', models.DateTimeField(blank=True, null=True)),
                ('asked_at', models.DateTimeField(blank=True, help_text='When its file was last asked for.', null=True)),
                ('good_at', models.DateTimeField(blank=True, help_text='When a good file was last read.', null=True)),
                ('problem', models.TextField(blank=True, help_text='Why the last file could not be read.')),
                ('etag', models.CharField(blank=True, editable=False, max_length=200)),
                ('sha256', models.CharField(blank=True, help_text='Of the last good file.', max_length=64)),
                ('published_at', models.DateTimeField(blank=True, help_text='When it published what the file says.', null=True)),
                ('apps', models.PositiveIntegerField(default=0)),
                ('breaches', models.PositiveIntegerField(default=0)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='PageReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_on', models.DateField(unique=True)),
                ('attested_at', models.DateTimeField()),
                ('attested_on', models.DateField(help_text="In the district's own calendar.")),
                ('name', models.CharField(help_text='As the person signs.', max_length=200)),
                ('position', models.CharField(max_length=200)),
                ('text', models.TextField(help_text='The words that the person attested.')),
                ('looked_at', models.JSONField(help_text='[{"id", "title", "cite", "state", "note"}]: what was looked at, one by one.')),
                ('why_late', models.TextField(blank=True)),
            ],
            options={
                'verbose_name': 'review of the public page',
                'verbose_name_plural': 'reviews of the public page',
                'ordering': ['-due_on'],
            },
        ),
        migrations.CreateModel(
            name='PageReviewEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('due_on', models.DateField()),
                ('attested_at', models.DateTimeField()),
                ('attested_on', models.DateField(help_text="In the district's own calendar.")),
                ('name', models.CharField(help_text='As the person signs.', max_length=200)),
                ('position', models.CharField(max_length=200)),
                ('text', models.TextField(help_text='The words that the person attested.')),
                ('looked_at', models.JSONField(help_text='[{"id", "title", "cite", "state", "note"}]: what was looked at, one by one.')),
                ('why_late', models.TextField(blank=True)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='PublicationApproval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(help_text='The mark of the difference.', max_length=64)),
                ('difference', models.JSONField(help_text='As in a publication: names and what changes, in sentences.')),
                ('asked_at', models.DateTimeField()),
                ('note', models.CharField(blank=True, max_length=500)),
                ('state', models.CharField(choices=[('waiting', 'waiting for a second person'), ('approved', 'approved and published'), ('refused', 'sent back'), ('stale', 'the records changed meanwhile')], default='waiting', max_length=8)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, help_text='Why it was sent back.', max_length=500)),
            ],
            options={
                'verbose_name': 'approval of a publication',
                'verbose_name_plural': 'approvals of publications',
                'ordering': ['-asked_at', '-pk'],
                'permissions': [('approve_publication', 'Can approve what another person asks to publish')],
            },
        ),
        migrations.CreateModel(
            name='PublicationApprovalEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('mark', models.CharField(help_text='The mark of the difference.', max_length=64)),
                ('difference', models.JSONField(help_text='As in a publication: names and what changes, in sentences.')),
                ('asked_at', models.DateTimeField()),
                ('note', models.CharField(blank=True, max_length=500)),
                ('state', models.CharField(choices=[('waiting', 'waiting for a second person'), ('approved', 'approved and published'), ('refused', 'sent back'), ('stale', 'the records changed meanwhile')], default='waiting', max_length=8)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, help_text='Why it was sent back.', max_length=500)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='PublishingRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('two_people', models.BooleanField(default=False, help_text='One person asks, another one looks at the same difference and publishes.', verbose_name='a second person approves')),
            ],
            options={
                'verbose_name': 'rule of publishing',
                'verbose_name_plural': 'rules of publishing',
            },
        ),
        migrations.CreateModel(
            name='PublishingRuleEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('two_people', models.BooleanField(default=False, help_text='One person asks, another one looks at the same difference and publishes.', verbose_name='a second person approves')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SigningKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fingerprint', models.CharField(max_length=64, unique=True)),
                ('public', models.CharField(max_length=64, validators=[django.core.validators.MinLengthValidator(64)])),
                ('private', district.sealedfield.SealedField(help_text='Empty where another key followed.', null=True)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.CharField(max_length=254)),
                ('because', models.CharField(help_text='Why there is a new key.', max_length=500)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('endorsement', models.TextField(blank=True, help_text='What the key before it signed to hand over to this one.')),
                ('endorsement_signature', models.CharField(blank=True, max_length=120)),
            ],
            options={
                'ordering': ['-made_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SigningKeyEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('fingerprint', models.CharField(max_length=64)),
                ('public', models.CharField(max_length=64, validators=[django.core.validators.MinLengthValidator(64)])),
                ('made_at', models.DateTimeField()),
                ('made_by', models.CharField(max_length=254)),
                ('because', models.CharField(help_text='Why there is a new key.', max_length=500)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('endorsement', models.TextField(blank=True, help_text='What the key before it signed to hand over to this one.')),
                ('endorsement_signature', models.CharField(blank=True, max_length=120)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SnapshotProof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('statement', models.TextField()),
                ('signature', models.CharField(help_text='Ed25519, Base64.', max_length=120)),
                ('link', models.CharField(max_length=64, unique=True)),
            ],
            options={
                'verbose_name': 'signature of a publication',
                'verbose_name_plural': 'signatures of publications',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='SnapshotProofEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('statement', models.TextField()),
                ('signature', models.CharField(help_text='Ed25519, Base64.', max_length=120)),
                ('link', models.CharField(max_length=64)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='YearNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('school_year', models.CharField(help_text='Such as 2026-2027.', max_length=9, unique=True)),
                ('starts_on', models.DateField(help_text='The first day of school: the notice is due at the beginning of the year.')),
                ('title', models.CharField(max_length=200)),
                ('title_es', models.CharField(blank=True, max_length=200)),
                ('text', models.TextField(verbose_name='text in English')),
                ('text_es', models.TextField(blank=True, verbose_name='text in Spanish')),
                ('prepared_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'yearly notice to parents',
                'verbose_name_plural': 'yearly notices to parents',
                'ordering': ['-starts_on'],
            },
        ),
        migrations.CreateModel(
            name='YearNoticeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('school_year', models.CharField(help_text='Such as 2026-2027.', max_length=9)),
                ('starts_on', models.DateField(help_text='The first day of school: the notice is due at the beginning of the year.')),
                ('title', models.CharField(max_length=200)),
                ('title_es', models.CharField(blank=True, max_length=200)),
                ('text', models.TextField(verbose_name='text in English')),
                ('text_es', models.TextField(blank=True, verbose_name='text in Spanish')),
                ('prepared_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='YearNoticeGiven',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('how', models.CharField(choices=[('mailing', 'sent to families from here'), ('handbook', 'in the school handbook'), ('handed', 'handed out on paper'), ('otherwise', 'another way that the school generally uses')], max_length=10)),
                ('given_on', models.DateField()),
                ('families', models.PositiveIntegerField(blank=True, help_text='How many, where it is known.', null=True)),
                ('evidence', models.TextField(help_text='Who gave it how: what a person could check.')),
                ('file_sha256', models.CharField(blank=True, help_text='The file kept as proof.', max_length=64)),
                ('file_name', models.CharField(blank=True, max_length=200)),
                ('recorded_by', models.CharField(max_length=254)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'giving of a yearly notice',
                'verbose_name_plural': 'givings of yearly notices',
                'ordering': ['given_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='YearNoticeGivenEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('how', models.CharField(choices=[('mailing', 'sent to families from here'), ('handbook', 'in the school handbook'), ('handed', 'handed out on paper'), ('otherwise', 'another way that the school generally uses')], max_length=10)),
                ('given_on', models.DateField()),
                ('families', models.PositiveIntegerField(blank=True, help_text='How many, where it is known.', null=True)),
                ('evidence', models.TextField(help_text='Who gave it how: what a person could check.')),
                ('file_sha256', models.CharField(blank=True, help_text='The file kept as proof.', max_length=64)),
                ('file_name', models.CharField(blank=True, max_length=200)),
                ('recorded_by', models.CharField(max_length=254)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='publicentry',
            name='element_codes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), default=list, help_text='Permanent keys of its kinds of information.', size=None),
        ),
        migrations.AddIndex(
            model_name='publicentry',
            index=django.contrib.postgres.indexes.GinIndex(fields=['element_codes'], name='transparency_information'),
        ),
        migrations.AddField(
            model_name='adoptedoffer',
            name='offer',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='found_at', to='contracts.generaloffer'),
        ),
        migrations.AddField(
            model_name='adoptedofferevent',
            name='offer',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='contracts.generaloffer'),
        ),
        migrations.AddField(
            model_name='adoptedofferevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='transparency.adoptedoffer'),
        ),
        migrations.AddField(
            model_name='boardreport',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='boardreportevent',
            name='made_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='boardreportevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='transparency.boardreport'),
        ),
        migrations.AddField(
            model_name='followedbreach',
            name='district',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='breach_rows', to='transparency.followeddistrict'),
        ),
        migrations.AddField(
            model_name='followedapp',
            name='district',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='app_rows', to='transparency.followeddistrict'),
        ),
        migrations.AddField(
            model_name='adoptedofferevent',
            name='district',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='transparency.followeddistrict'),
        ),
        migrations.AddField(
            model_name='adoptedoffer',
            name='district',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adopted', to='transparency.followeddistrict'),
        ),
        migrations.AddField(
            model_name='followeddistrictevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='transparency.followeddistrict'),
        ),
        migrations.AddField(
            model_name='pagereview',
            name='attested_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='pagereview',
            name='snapshot',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='transparency.snapshot'),
        ),
        migrations.AddField(
            model_name='pagereviewevent',
            name='attested_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='pagereviewevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='transparency.pagereview'),
        ),
        migrations.AddField(
            model_name='pagereviewevent',
            name='snapshot',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='transparency.snapshot'),
        ),
        migrations.AddField(
            model_name='publicationapproval',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='publicationapproval',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='publicationapproval',
            name='snapshot',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='approval', to='transparency.snapshot'),
        ),
        migrations.AddField(
            model_name='publicationapprovalevent',
            name='asked_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='publicationapprovalevent',
            name='decided_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='publicationapprovalevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='transparency.publicationapproval'),
        ),
        migrations.AddField(
            model_name='publicationapprovalevent',
            name='snapshot',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='transparency.snapshot'),
        ),
        migrations.AddConstraint(
            model_name='publishingrule',
            constraint=models.CheckConstraint(condition=models.Q(('pk', 1)), name='transparency_one_publishing_rule'),
        ),
        migrations.AddField(
            model_name='publishingruleevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='transparency.publishingrule'),
        ),
        migrations.AddField(
            model_name='signingkey',
            name='endorsed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='endorsed', to='transparency.signingkey'),
        ),
        migrations.AddField(
            model_name='signingkeyevent',
            name='endorsed_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='transparency.signingkey'),
        ),
        migrations.AddField(
            model_name='signingkeyevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='transparency.signingkey'),
        ),
        migrations.AddField(
            model_name='snapshotproof',
            name='key',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proofs', to='transparency.signingkey'),
        ),
        migrations.AddField(
            model_name='snapshotproof',
            name='previous',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='following', to='transparency.snapshotproof'),
        ),
        migrations.AddField(
            model_name='snapshotproof',
            name='snapshot',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='proof', to='transparency.snapshot'),
        ),
        migrations.AddField(
            model_name='snapshotproofevent',
            name='key',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='transparency.signingkey'),
        ),
        migrations.AddField(
            model_name='snapshotproofevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='transparency.snapshotproof'),
        ),
        migrations.AddField(
            model_name='snapshotproofevent',
            name='previous',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='transparency.snapshotproof'),
        ),
        migrations.AddField(
            model_name='snapshotproofevent',
            name='snapshot',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='transparency.snapshot'),
        ),
        migrations.AddField(
            model_name='yearnotice',
            name='approved_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='yearnotice',
            name='mailing',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='notices.mailing'),
        ),
        migrations.AddField(
            model_name='yearnotice',
            name='prepared_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='yearnoticeevent',
            name='approved_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='yearnoticeevent',
            name='mailing',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='notices.mailing'),
        ),
        migrations.AddField(
            model_name='yearnoticeevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='transparency.yearnotice'),
        ),
        migrations.AddField(
            model_name='yearnoticeevent',
            name='prepared_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='yearnoticegiven',
            name='notice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='given', to='transparency.yearnotice'),
        ),
        migrations.AddField(
            model_name='yearnoticegiven',
            name='school',
            field=models.ForeignKey(blank=True, help_text='Empty: every school.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='district.school'),
        ),
        migrations.AddField(
            model_name='yearnoticegivenevent',
            name='notice',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='transparency.yearnotice'),
        ),
        migrations.AddField(
            model_name='yearnoticegivenevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='transparency.yearnoticegiven'),
        ),
        migrations.AddField(
            model_name='yearnoticegivenevent',
            name='school',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='Empty: every school.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='district.school'),
        ),
        migrations.AddConstraint(
            model_name='boardreport',
            constraint=models.CheckConstraint(condition=models.Q(('to_day__gte', models.F('from_day'))), name='transparency_board_report_days'),
        ),
        migrations.AddIndex(
            model_name='boardreportevent',
            index=models.Index(fields=['pgh_created_at'], name='transparenc_pgh_cre_cac145_idx'),
        ),
        migrations.AddIndex(
            model_name='followedbreach',
            index=models.Index(fields=['operator_key'], name='transparency_followed_operator'),
        ),
        migrations.AddConstraint(
            model_name='followedbreach',
            constraint=models.UniqueConstraint(fields=('district', 'key'), name='transparency_followed_breach_once'),
        ),
        migrations.AddIndex(
            model_name='followedapp',
            index=models.Index(fields=['name_key'], name='transparency_followed_name'),
        ),
        migrations.AddIndex(
            model_name='followedapp',
            index=models.Index(condition=models.Q(('site', ''), _negated=True), fields=['site'], name='transparency_followed_site'),
        ),
        migrations.AddIndex(
            model_name='followedapp',
            index=models.Index(condition=models.Q(('offered_until', None), _negated=True), fields=['offered_until'], name='transparency_followed_offer'),
        ),
        migrations.AddConstraint(
            model_name='followedapp',
            constraint=models.UniqueConstraint(fields=('district', 'key'), name='transparency_followed_app_once'),
        ),
        migrations.AddIndex(
            model_name='adoptedofferevent',
            index=models.Index(fields=['pgh_created_at'], name='transparenc_pgh_cre_3b34fc_idx'),
        ),
        migrations.AddConstraint(
            model_name='adoptedoffer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'failed'), _negated=True), models.Q(('problem', ''), _negated=True), _connector='OR'), name='transparency_copy_failed_says_why'),
        ),
        migrations.AddIndex(
            model_name='followeddistrictevent',
            index=models.Index(fields=['pgh_created_at'], name='transparenc_pgh_cre_521dbe_idx'),
        ),
        migrations.AddConstraint(
            model_name='pagereview',
            constraint=models.CheckConstraint(condition=models.Q(('attested_on__lte', models.F('due_on')), models.Q(('why_late', ''), _negated=True), _connector='OR'), name='transparency_late_review_says_why'),
        ),
        migrations.AddIndex(
            model_name='pagereviewevent',
            index=models.Index(fields=['pgh_created_at'], name='transparenc_pgh_cre_7ebd85_idx'),
        ),
        migrations.AddConstraint(
            model_name='publicationapproval',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('state',), name='transparency_one_waiting_approval'),
        ),
        migrations.AddConstraint(
            model_name='publicationapproval',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'stale'), ('decided_by', None), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='transparency_approval_second_person'),
        ),
        migrations.AddConstraint(
            model_name='publicationapproval',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), ('snapshot__isnull', False), _connector='OR'), name='transparency_approved_is_published'),
        ),
        migrations.AddIndex(
            model_name='publicationapprovalevent',
            index=models.Index(fields=['pgh_created_at'], name='transparenc_pgh_cre_ba926d_idx'),
        ),
        migrations.AddIndex(
            model_name='publishingruleevent',
            index=models.Index(fields=['pgh_created_at'], name='transparenc_pgh_cre_439058_idx'),
        ),
        migrations.AddConstraint(
            model_name='signingkey',
            constraint=models.UniqueConstraint(condition=models.Q(('retired_at', None)), fields=('retired_at',), name='transparency_one_signing_key', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='signingkey',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('private__isnull', False), ('retired_at', None)), models.Q(('private__isnull', True), ('retired_at__isnull', False)), _connector='OR'), name='transparency_retired_key_signs_no_more'),
        ),
        migrations.AddIndex(
            model_name='signingkeyevent',
            index=models.Index(fields=['pgh_created_at'], name='transparenc_pgh_cre_4b5431_idx'),
        ),
        migrations.AddIndex(
            model_name='snapshotproofevent',
            index=models.Index(fields=['pgh_created_at'], name='transparenc_pgh_cre_cd0775_idx'),
        ),
        migrations.AddConstraint(
            model_name='yearnotice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), models.Q(('title', ''), _negated=True)), name='transparency_year_notice_says_something'),
        ),
        migrations.AddConstraint(
            model_name='yearnotice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('approved_by', None)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='transparency_year_notice_approved_by'),
        ),
        migrations.AddIndex(
            model_name='yearnoticeevent',
            index=models.Index(fields=['pgh_created_at'], name='transparenc_pgh_cre_3767ff_idx'),
        ),
        migrations.AddConstraint(
            model_name='yearnoticegiven',
            constraint=models.UniqueConstraint(fields=('notice', 'school', 'how', 'given_on'), name='transparency_notice_given_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='yearnoticegiven',
            constraint=models.CheckConstraint(condition=models.Q(('evidence', ''), _negated=True), name='transparency_notice_given_has_evidence'),
        ),
        migrations.AddIndex(
            model_name='yearnoticegivenevent',
            index=models.Index(fields=['pgh_created_at'], name='transparenc_pgh_cre_0a9fb2_idx'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='followeddistrict',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "transparency_followeddistrictevent" ("address", "apps", "asked_at", "breaches", "etag", "followed_at", "followed_by", "good_at", "id", "name", "page", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "published_at", "sha256", "state", "stopped_at") VALUES (NEW."address", NEW."apps", NEW."asked_at", NEW."breaches", NEW."etag", NEW."followed_at", NEW."followed_by", NEW."good_at", NEW."id", NEW."name", NEW."page", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."problem", NEW."published_at", NEW."sha256", NEW."state", NEW."stopped_at"); RETURN NULL;', hash='8567d56a43c4dad3c062a0cfbdbb15af217792a8', operation='INSERT', pgid='pgtrigger_insert_insert_69fc9', table='transparency_followeddistrict', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='followeddistrict',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "transparency_followeddistrictevent" ("address", "apps", "asked_at", "breaches", "etag", "followed_at", "followed_by", "good_at", "id", "name", "page", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "published_at", "sha256", "state", "stopped_at") VALUES (NEW."address", NEW."apps", NEW."asked_at", NEW."breaches", NEW."etag", NEW."followed_at", NEW."followed_by", NEW."good_at", NEW."id", NEW."name", NEW."page", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."problem", NEW."published_at", NEW."sha256", NEW."state", NEW."stopped_at"); RETURN NULL;', hash='4be9aab08aaf6d10aac780c06a3f7c0ae1a1ba20', operation='UPDATE', pgid='pgtrigger_update_update_682f5', table='transparency_followeddistrict', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='followeddistrict',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "transparency_followeddistrictevent" ("address", "apps", "asked_at", "breaches", "etag", "followed_at", "followed_by", "good_at", "id", "name", "page", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "published_at", "sha256", "state", "stopped_at") VALUES (OLD."address", OLD."apps", OLD."asked_at", OLD."breaches", OLD."etag", OLD."followed_at", OLD."followed_by", OLD."good_at", OLD."id", OLD."name", OLD."page", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."problem", OLD."published_at", OLD."sha256", OLD."state", OLD."stopped_at"); RETURN NULL;', hash='71c5f57b46f6ce6fd78ea130ecd2929501b3778d', operation='DELETE', pgid='pgtrigger_delete_delete_d293f', table='transparency_followeddistrict', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publishingrule',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "transparency_publishingruleevent" ("id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "two_people") VALUES (NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."two_people"); RETURN NULL;', hash='e05bb52f32c69a290c58c895d2e8a05e1ce52806', operation='INSERT', pgid='pgtrigger_insert_insert_537ab', table='transparency_publishingrule', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publishingrule',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "transparency_publishingruleevent" ("id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "two_people") VALUES (NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."two_people"); RETURN NULL;', hash='aeaa1199140f59345e38eaaa6533311ca8345497', operation='UPDATE', pgid='pgtrigger_update_update_7cbfc', table='transparency_publishingrule', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publishingrule',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "transparency_publishingruleevent" ("id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "two_people") VALUES (OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."two_people"); RETURN NULL;', hash='0071eae7291468898a7c0741537ff80a93d2957e', operation='DELETE', pgid='pgtrigger_delete_delete_a9b48', table='transparency_publishingrule', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='boardreport',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "transparency_boardreportevent" ("from_day", "id", "made_at", "made_by_id", "numbers", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "to_day", "words") VALUES (NEW."from_day", NEW."id", NEW."made_at", NEW."made_by_id", NEW."numbers", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."title", NEW."to_day", NEW."words"); RETURN NULL;', hash='a83ad1bd95c822f8310d52fb9e6a95f5f6963b88', operation='INSERT', pgid='pgtrigger_insert_insert_1429e', table='transparency_boardreport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='boardreport',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "transparency_boardreportevent" ("from_day", "id", "made_at", "made_by_id", "numbers", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "to_day", "words") VALUES (NEW."from_day", NEW."id", NEW."made_at", NEW."made_by_id", NEW."numbers", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."title", NEW."to_day", NEW."words"); RETURN NULL;', hash='03aa1c7b627aacb18d343dc78712ce143767320e', operation='UPDATE', pgid='pgtrigger_update_update_a8c36', table='transparency_boardreport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='boardreport',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "transparency_boardreportevent" ("from_day", "id", "made_at", "made_by_id", "numbers", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "to_day", "words") VALUES (OLD."from_day", OLD."id", OLD."made_at", OLD."made_by_id", OLD."numbers", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."title", OLD."to_day", OLD."words"); RETURN NULL;', hash='3767f315bddd084c3ff32d3a590865bc715faaa9', operation='DELETE', pgid='pgtrigger_delete_delete_0bdf7', table='transparency_boardreport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='boardreportevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='74ad87f489d9c5c9b6ef79a54242b01ab47361cc', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b6687', table='transparency_boardreportevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='adoptedofferevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c244fdb6f241e1185fdf2af310b68dcfe986df9a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0cbf5', table='transparency_adoptedofferevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='adoptedoffer',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "transparency_adoptedofferevent" ("address", "asked_at", "district_id", "file_name", "id", "offer_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "sha256", "state") VALUES (NEW."address", NEW."asked_at", NEW."district_id", NEW."file_name", NEW."id", NEW."offer_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."problem", NEW."sha256", NEW."state"); RETURN NULL;', hash='40fafccca6179d8c9766dd4f7d11720f1eac9615', operation='INSERT', pgid='pgtrigger_insert_insert_d70b8', table='transparency_adoptedoffer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='adoptedoffer',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "transparency_adoptedofferevent" ("address", "asked_at", "district_id", "file_name", "id", "offer_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "sha256", "state") VALUES (NEW."address", NEW."asked_at", NEW."district_id", NEW."file_name", NEW."id", NEW."offer_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."problem", NEW."sha256", NEW."state"); RETURN NULL;', hash='053ba0a5441254659aea74b3fa1c891c9829b3a4', operation='UPDATE', pgid='pgtrigger_update_update_14ab5', table='transparency_adoptedoffer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='adoptedoffer',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "transparency_adoptedofferevent" ("address", "asked_at", "district_id", "file_name", "id", "offer_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "sha256", "state") VALUES (OLD."address", OLD."asked_at", OLD."district_id", OLD."file_name", OLD."id", OLD."offer_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."problem", OLD."sha256", OLD."state"); RETURN NULL;', hash='fe064abf88a6aa5714c2445284cdf6b0399f1ccb', operation='DELETE', pgid='pgtrigger_delete_delete_40eea', table='transparency_adoptedoffer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='followeddistrictevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7f945f416426438b92691c73ed858e9d4ee51362', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d38e8', table='transparency_followeddistrictevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pagereview',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "transparency_pagereviewevent" ("attested_at", "attested_by_id", "attested_on", "due_on", "id", "looked_at", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "snapshot_id", "text", "why_late") VALUES (NEW."attested_at", NEW."attested_by_id", NEW."attested_on", NEW."due_on", NEW."id", NEW."looked_at", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."position", NEW."snapshot_id", NEW."text", NEW."why_late"); RETURN NULL;', hash='1edd1be1bad67c17ce086a2977d452eb0edc148b', operation='INSERT', pgid='pgtrigger_insert_insert_74af3', table='transparency_pagereview', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pagereview',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "transparency_pagereviewevent" ("attested_at", "attested_by_id", "attested_on", "due_on", "id", "looked_at", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "snapshot_id", "text", "why_late") VALUES (NEW."attested_at", NEW."attested_by_id", NEW."attested_on", NEW."due_on", NEW."id", NEW."looked_at", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."position", NEW."snapshot_id", NEW."text", NEW."why_late"); RETURN NULL;', hash='af85e13681f2e522c5165ba262c563296ae033c8', operation='UPDATE', pgid='pgtrigger_update_update_fc2ba', table='transparency_pagereview', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pagereview',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "transparency_pagereviewevent" ("attested_at", "attested_by_id", "attested_on", "due_on", "id", "looked_at", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "snapshot_id", "text", "why_late") VALUES (OLD."attested_at", OLD."attested_by_id", OLD."attested_on", OLD."due_on", OLD."id", OLD."looked_at", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."position", OLD."snapshot_id", OLD."text", OLD."why_late"); RETURN NULL;', hash='9b9f82388e59e4ae49072b239cb6e6d347941c45', operation='DELETE', pgid='pgtrigger_delete_delete_84955', table='transparency_pagereview', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pagereviewevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5713e7d924dd37ff11b5839e2ae20536fdfddbe2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_14fa6', table='transparency_pagereviewevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publicationapproval',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "transparency_publicationapprovalevent" ("asked_at", "asked_by_id", "decided_at", "decided_by_id", "difference", "id", "mark", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "snapshot_id", "state") VALUES (NEW."asked_at", NEW."asked_by_id", NEW."decided_at", NEW."decided_by_id", NEW."difference", NEW."id", NEW."mark", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."reason", NEW."snapshot_id", NEW."state"); RETURN NULL;', hash='f9893eb83af0245fc23be49d69fbe32cef58e3f0', operation='INSERT', pgid='pgtrigger_insert_insert_1b373', table='transparency_publicationapproval', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publicationapproval',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "transparency_publicationapprovalevent" ("asked_at", "asked_by_id", "decided_at", "decided_by_id", "difference", "id", "mark", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "snapshot_id", "state") VALUES (NEW."asked_at", NEW."asked_by_id", NEW."decided_at", NEW."decided_by_id", NEW."difference", NEW."id", NEW."mark", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."reason", NEW."snapshot_id", NEW."state"); RETURN NULL;', hash='5cca78699c4d602f4834405d169a9ad09a516ebd', operation='UPDATE', pgid='pgtrigger_update_update_415b0', table='transparency_publicationapproval', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publicationapproval',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "transparency_publicationapprovalevent" ("asked_at", "asked_by_id", "decided_at", "decided_by_id", "difference", "id", "mark", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "snapshot_id", "state") VALUES (OLD."asked_at", OLD."asked_by_id", OLD."decided_at", OLD."decided_by_id", OLD."difference", OLD."id", OLD."mark", OLD."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."reason", OLD."snapshot_id", OLD."state"); RETURN NULL;', hash='77d9b868fd41b1a96907a4b5da4ea51a79a85cf3', operation='DELETE', pgid='pgtrigger_delete_delete_2622e', table='transparency_publicationapproval', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publicationapprovalevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='045dd705a62c798263ca79a883e1c34dc2733cff', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e62a6', table='transparency_publicationapprovalevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publishingruleevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9cf436e6a1efc9f3ce3be6264cb8c285d4101b5c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6a440', table='transparency_publishingruleevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signingkey',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "transparency_signingkeyevent" ("because", "endorsed_by_id", "endorsement", "endorsement_signature", "fingerprint", "id", "made_at", "made_by", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public", "retired_at") VALUES (NEW."because", NEW."endorsed_by_id", NEW."endorsement", NEW."endorsement_signature", NEW."fingerprint", NEW."id", NEW."made_at", NEW."made_by", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."public", NEW."retired_at"); RETURN NULL;', hash='49e81690b1ec56138eaf5b68240630ed6265e8e7', operation='INSERT', pgid='pgtrigger_insert_insert_a3cc2', table='transparency_signingkey', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signingkey',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."because" IS DISTINCT FROM (NEW."because") OR OLD."endorsed_by_id" IS DISTINCT FROM (NEW."endorsed_by_id") OR OLD."endorsement" IS DISTINCT FROM (NEW."endorsement") OR OLD."endorsement_signature" IS DISTINCT FROM (NEW."endorsement_signature") OR OLD."fingerprint" IS DISTINCT FROM (NEW."fingerprint") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."made_by" IS DISTINCT FROM (NEW."made_by") OR OLD."public" IS DISTINCT FROM (NEW."public") OR OLD."retired_at" IS DISTINCT FROM (NEW."retired_at"))', func='INSERT INTO "transparency_signingkeyevent" ("because", "endorsed_by_id", "endorsement", "endorsement_signature", "fingerprint", "id", "made_at", "made_by", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public", "retired_at") VALUES (NEW."because", NEW."endorsed_by_id", NEW."endorsement", NEW."endorsement_signature", NEW."fingerprint", NEW."id", NEW."made_at", NEW."made_by", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."public", NEW."retired_at"); RETURN NULL;', hash='d5f29e3e299aad52281d94075dae59c4f3454cfe', operation='UPDATE', pgid='pgtrigger_update_update_4386e', table='transparency_signingkey', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signingkey',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "transparency_signingkeyevent" ("because", "endorsed_by_id", "endorsement", "endorsement_signature", "fingerprint", "id", "made_at", "made_by", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public", "retired_at") VALUES (OLD."because", OLD."endorsed_by_id", OLD."endorsement", OLD."endorsement_signature", OLD."fingerprint", OLD."id", OLD."made_at", OLD."made_by", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."public", OLD."retired_at"); RETURN NULL;', hash='96c9cbd4ae57fd6c5cc2460059dab30364c54b1b', operation='DELETE', pgid='pgtrigger_delete_delete_65da4', table='transparency_signingkey', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signingkeyevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5cf5fdee9ebf25b9a754c555af8d07b1d356d770', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5dce3', table='transparency_signingkeyevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='snapshotproof',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "transparency_snapshotproofevent" ("id", "key_id", "link", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "previous_id", "signature", "snapshot_id", "statement") VALUES (NEW."id", NEW."key_id", NEW."link", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."previous_id", NEW."signature", NEW."snapshot_id", NEW."statement"); RETURN NULL;', hash='049b823d0ddedb5dff2e0dd380cbeec3122d54a7', operation='INSERT', pgid='pgtrigger_insert_insert_4ac61', table='transparency_snapshotproof', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='snapshotproof',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "transparency_snapshotproofevent" ("id", "key_id", "link", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "previous_id", "signature", "snapshot_id", "statement") VALUES (NEW."id", NEW."key_id", NEW."link", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."previous_id", NEW."signature", NEW."snapshot_id", NEW."statement"); RETURN NULL;', hash='7a35428d5c45eb45f7b6b2317c61886db083bc9d', operation='UPDATE', pgid='pgtrigger_update_update_a8276', table='transparency_snapshotproof', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='snapshotproof',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "transparency_snapshotproofevent" ("id", "key_id", "link", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "previous_id", "signature", "snapshot_id", "statement") VALUES (OLD."id", OLD."key_id", OLD."link", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."previous_id", OLD."signature", OLD."snapshot_id", OLD."statement"); RETURN NULL;', hash='19f15e1eb083ef907dbe2fd508ce4a85b3820daa', operation='DELETE', pgid='pgtrigger_delete_delete_43900', table='transparency_snapshotproof', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='snapshotproofevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='463c979caab4dc5b76309929b4b7d42bbc1fac2f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_cba6e', table='transparency_snapshotproofevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='yearnotice',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "transparency_yearnoticeevent" ("approved_at", "approved_by_id", "id", "mailing_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "school_year", "starts_on", "text", "text_es", "title", "title_es") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."id", NEW."mailing_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."prepared_at", NEW."prepared_by_id", NEW."school_year", NEW."starts_on", NEW."text", NEW."text_es", NEW."title", NEW."title_es"); RETURN NULL;', hash='9bf4fd8eb68c17bf5a1dbc62ca0fbb974f752c63', operation='INSERT', pgid='pgtrigger_insert_insert_083e3', table='transparency_yearnotice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='yearnotice',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "transparency_yearnoticeevent" ("approved_at", "approved_by_id", "id", "mailing_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "school_year", "starts_on", "text", "text_es", "title", "title_es") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."id", NEW."mailing_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."prepared_at", NEW."prepared_by_id", NEW."school_year", NEW."starts_on", NEW."text", NEW."text_es", NEW."title", NEW."title_es"); RETURN NULL;', hash='89608550e7dd32979fa950f371660c50b24e0272', operation='UPDATE', pgid='pgtrigger_update_update_8448e', table='transparency_yearnotice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='yearnotice',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "transparency_yearnoticeevent" ("approved_at", "approved_by_id", "id", "mailing_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "school_year", "starts_on", "text", "text_es", "title", "title_es") VALUES (OLD."approved_at", OLD."approved_by_id", OLD."id", OLD."mailing_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."prepared_at", OLD."prepared_by_id", OLD."school_year", OLD."starts_on", OLD."text", OLD."text_es", OLD."title", OLD."title_es"); RETURN NULL;', hash='da915746de2db2093d46f540ad529a1b10e46204', operation='DELETE', pgid='pgtrigger_delete_delete_213b0', table='transparency_yearnotice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='yearnoticeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a2a1a4243e2f166eaaa2c22f3a3ae56ee7bd0a73', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e183d', table='transparency_yearnoticeevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='yearnoticegiven',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "transparency_yearnoticegivenevent" ("evidence", "families", "file_name", "file_sha256", "given_on", "how", "id", "notice_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by", "school_id") VALUES (NEW."evidence", NEW."families", NEW."file_name", NEW."file_sha256", NEW."given_on", NEW."how", NEW."id", NEW."notice_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."recorded_by", NEW."school_id"); RETURN NULL;', hash='3e0742e9c8bbdf22e7edf79648f6aac3df2698eb', operation='INSERT', pgid='pgtrigger_insert_insert_90353', table='transparency_yearnoticegiven', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='yearnoticegiven',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "transparency_yearnoticegivenevent" ("evidence", "families", "file_name", "file_sha256", "given_on", "how", "id", "notice_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by", "school_id") VALUES (NEW."evidence", NEW."families", NEW."file_name", NEW."file_sha256", NEW."given_on", NEW."how", NEW."id", NEW."notice_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."recorded_by", NEW."school_id"); RETURN NULL;', hash='0bd3a227285272797d14005c15585d37bbad8004', operation='UPDATE', pgid='pgtrigger_update_update_79bff', table='transparency_yearnoticegiven', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='yearnoticegiven',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "transparency_yearnoticegivenevent" ("evidence", "families", "file_name", "file_sha256", "given_on", "how", "id", "notice_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by", "school_id") VALUES (OLD."evidence", OLD."families", OLD."file_name", OLD."file_sha256", OLD."given_on", OLD."how", OLD."id", OLD."notice_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."recorded_at", OLD."recorded_by", OLD."school_id"); RETURN NULL;', hash='388876f195713be48f5d9225e8a5b9058dc88378', operation='DELETE', pgid='pgtrigger_delete_delete_5e1d7', table='transparency_yearnoticegiven', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='yearnoticegivenevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a82cbb4318829b4d852c9b04ccd90a8b7c830388', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8ec2e', table='transparency_yearnoticegivenevent', when='BEFORE')),
        ),
    ]
