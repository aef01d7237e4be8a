"""What the admin and the rooms of packages in it are called."""

from django.apps import apps
from django.contrib import admin

admin.site.site_header = "Ориентир: справочники и пользователи"
admin.site.site_title = "Ориентир"
admin.site.index_title = "Справочники и пользователи"
apps.get_app_config("axes").verbose_name = "Защита входа"
