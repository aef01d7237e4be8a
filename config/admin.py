"""What the admin is called."""

from django.contrib import admin

admin.site.site_header = "Ориентир: справочники и пользователи"
admin.site.site_title = "Ориентир"
admin.site.index_title = "Справочники и пользователи"
