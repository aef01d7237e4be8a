"""What the school says to a remark."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("monitoring", "0002_collection"),
    ]

    operations = [
        migrations.AddField(
            model_name="remark",
            name="answer",
            field=models.CharField(blank=True, max_length=1000, verbose_name="ответ организации"),
        ),
        migrations.AddField(
            model_name="remark",
            name="answered_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="когда ответили"),
        ),
        migrations.AddField(
            model_name="remark",
            name="answered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="кто ответил",
            ),
        ),
    ]
