import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('committees', '0012_close_accounts_of_leavers'),
        ('operations', '0006_retention_rules'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PlannedChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(choices=[('move', 'move it with all its units under another unit'), ('merge', 'merge it into another unit; it ends')], max_length=10)),
                ('on', models.DateField()),
                ('decision', models.CharField(max_length=200)),
                ('state', models.CharField(choices=[('waiting', 'waits for its day'), ('begun', 'begun on its day'), ('failed', 'could not be carried out'), ('cancelled', 'cancelled before its day')], default='waiting', max_length=10)),
                ('ended_at', models.DateTimeField(null=True)),
                ('message', models.CharField(blank=True, max_length=300)),
                ('approval', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='operations.approval')),
                ('approved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('committee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='planned_changes', to='committees.committee')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='planned_arrivals', to='committees.committee')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('committee',), name='one_planned_change_waits_per_unit'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='planned_change_ended_or_waiting')],
            },
        ),
    ]
